import { type Hardware, hardwareSchema } from "@haidang/contract/agent-protocol.ts";
import { deviceText } from "@haidang/contract/text.ts";

/** Of what systeminformation tells, what is wanted. */
export interface HardwareReport {
  system: { manufacturer: string; model: string; serial: string; virtual?: boolean; virtualHost?: string };
  bios: { vendor: string; version: string; releaseDate: string };
  disks: readonly { device: string; name: string; type: string; interfaceType: string; size: number }[];
  memory: readonly { bank: string; type: string; size: number }[];
}

const maxTextLength = 120;
const mostDisks = 32;
const mostModules = 64;

/** What firmware writes where a maker wrote nothing. */
const nothingSaid =
  /^(?:-|n\/?a|none|unknown|empty|default string|not specified|to be filled by o\.?e\.?m\.?|system (?:serial number|manufacturer|product name))$/i;

function words(...parts: readonly (string | undefined)[]): string | undefined {
  const known = parts
    .map((part) => (part ?? "").trim())
    .filter((part) => part !== "" && !nothingSaid.test(part));
  return known.length === 0 ? undefined : deviceText(known.join(" "), maxTextLength);
}

/** The report in the form that travels. What a machine does not tell is absent. */
export function hardwareOf({ system, bios, disks, memory }: HardwareReport): Hardware {
  return hardwareSchema.parse(
    present({
      manufacturer: words(system.manufacturer),
      model: words(system.model),
      serial: words(system.serial),
      bios: words(bios.vendor, bios.version, bios.releaseDate),
      virtual: system.virtual === true ? (words(system.virtualHost) ?? "?") : undefined,
      disks: some(disks.slice(0, mostDisks).flatMap(diskOf)),
      memory: some(memory.slice(0, mostModules).flatMap(moduleOf)),
    }),
  );
}

function diskOf({ device, name, type, interfaceType, size }: HardwareReport["disks"][number]): object[] {
  const shown = words(name) ?? words(device);
  if (shown === undefined || !Number.isSafeInteger(size) || size <= 0) return [];
  return [present({ name: shown, type: words(type, interfaceType), bytes: size })];
}

/** An empty slot is told with a size of 0, and the whole of a virtual machine's memory as one module without a type. */
function moduleOf({ bank, type, size }: HardwareReport["memory"][number]): object[] {
  const kind = words(type);
  if (kind === undefined || !Number.isSafeInteger(size) || size <= 0) return [];
  return [present({ slot: words(bank), type: kind, bytes: size })];
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function present(all: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
