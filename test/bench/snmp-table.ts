export type NumberType = "integer" | "gauge" | "ticks" | "counter32";

/** What the SNMP device of the benchmarks holds in one variable. */
export type Cell =
  | { type: NumberType; value: number }
  | { type: "counter64"; value: bigint }
  | { type: "text"; value: string }
  | { type: "oid"; value: string };

export interface TableShape {
  ports: number;
  sensors: number;
}

const ifEntry = "1.3.6.1.2.1.2.2.1";
const ifXEntry = "1.3.6.1.2.1.31.1.1.1";
const entPhysical = "1.3.6.1.2.1.47.1.1.1.1";
const entSensor = "1.3.6.1.2.1.99.1.1.1";

const number = (type: NumberType, value: number): Cell => ({ type, value });
const text = (value: string): Cell => ({ type: "text", value });

/** All variables after so many whole seconds of traffic. */
export function tableAt(elapsedS: number, { ports, sensors }: TableShape): Map<string, Cell> {
  const table = new Map<string, Cell>();
  const at = (oid: string, cell: Cell) => void table.set(oid, cell);
  at("1.3.6.1.2.1.1.1.0", text("Example switch, 28 ports, software 15.2(7)E4"));
  at("1.3.6.1.2.1.1.2.0", { type: "oid", value: "1.3.6.1.4.1.55555.1.28" });
  at("1.3.6.1.2.1.1.3.0", number("ticks", 8_640_000 + 100 * elapsedS));
  at("1.3.6.1.2.1.1.5.0", text("sw-tang-2"));
  for (let port = 1; port <= ports; port += 1) putPort(at, port, elapsedS);
  for (let sensor = 1; sensor <= sensors; sensor += 1) putSensor(at, sensor, elapsedS);
  return table;
}

type Put = (oid: string, cell: Cell) => void;

/** All 22 columns of ifTable and all 19 of ifXTable. */
function putPort(at: Put, port: number, elapsedS: number): void {
  const inOctets = BigInt(port) * 7_123_456_789_012n + BigInt(elapsedS * (1_000_000 + 77_777 * port));
  const outOctets = BigInt(port) * 3_987_654_321_098n + BigInt(elapsedS * (300_000 + 55_555 * port));
  const wide = (value: bigint): Cell => ({ type: "counter64", value });
  const narrow = (value: bigint | number): Cell => number("counter32", Number(BigInt(value) % 2n ** 32n));
  const name = `GigabitEthernet1/0/${port}`;
  const base: Cell[] = [
    number("integer", port),
    text(name),
    number("integer", 6),
    number("integer", 1500),
    number("gauge", 1_000_000_000),
    text(`\u0000\u0011"3D${String.fromCharCode(port)}`),
    number("integer", 1),
    number("integer", port % 5 === 0 ? 2 : 1),
    number("ticks", 4_000 + port),
    narrow(inOctets),
    narrow(inOctets / 700n),
    narrow(0),
    narrow(0),
    narrow(port % 9 === 0 ? 12 : 0),
    narrow(0),
    narrow(outOctets),
    narrow(outOctets / 600n),
    narrow(0),
    narrow(port % 7 === 0 ? 104 : 0),
    narrow(0),
    number("gauge", 0),
    { type: "oid", value: "0.0" },
  ];
  const more: Cell[] = [
    text(`Gi1/0/${port}`),
    narrow(1_000 + port),
    narrow(2_000 + port),
    narrow(3_000 + port),
    narrow(4_000 + port),
    wide(inOctets),
    wide(inOctets / 700n),
    wide(1_000n),
    wide(2_000n),
    wide(outOctets),
    wide(outOctets / 600n),
    wide(3_000n),
    wide(4_000n),
    number("integer", 1),
    number("gauge", 1_000),
    number("integer", 2),
    number("integer", 1),
    text(`Tầng ${1 + (port % 4)}, phòng ${100 + port}`),
    number("ticks", 0),
  ];
  for (const [index, cell] of base.entries()) at(`${ifEntry}.${index + 1}.${port}`, cell);
  for (const [index, cell] of more.entries()) at(`${ifXEntry}.${index + 1}.${port}`, cell);
}

/** Temperatures, in tenths of a degree. */
function putSensor(at: Put, sensor: number, elapsedS: number): void {
  const index = 1000 + sensor;
  at(`${entPhysical}.2.${index}`, text(`Temperature sensor ${sensor}`));
  at(`${entPhysical}.5.${index}`, number("integer", 8));
  at(`${entPhysical}.7.${index}`, text(`Temp ${sensor}`));
  at(`${entSensor}.1.${index}`, number("integer", 8));
  at(`${entSensor}.2.${index}`, number("integer", 9));
  at(`${entSensor}.3.${index}`, number("integer", 1));
  at(`${entSensor}.4.${index}`, number("integer", 300 + ((sensor * 7 + elapsedS) % 90)));
  at(`${entSensor}.5.${index}`, number("integer", 1));
}
