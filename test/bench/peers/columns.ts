const ifEntry = "1.3.6.1.2.1.2.2.1";
const ifXEntry = "1.3.6.1.2.1.31.1.1.1";

/** The ten columns every peer reads: pairs of a direction, then the two states. */
export const pairs = {
  if_octets: [`${ifXEntry}.6`, `${ifXEntry}.10`],
  if_packets: [`${ifXEntry}.7`, `${ifXEntry}.11`],
  if_errors: [`${ifEntry}.14`, `${ifEntry}.20`],
  if_dropped: [`${ifEntry}.13`, `${ifEntry}.19`],
} as const;
export const states = { admin: `${ifEntry}.7`, oper: `${ifEntry}.8` } as const;
export const nameColumn = `${ifXEntry}.1`;

export const interfaceColumns: readonly string[] = [...Object.values(pairs).flat(), ...Object.values(states)];

/** Everything the device of the full poll has beside its system group. */
export const fullTables = [ifEntry, ifXEntry, "1.3.6.1.2.1.47.1.1.1.1", "1.3.6.1.2.1.99.1.1.1"] as const;
