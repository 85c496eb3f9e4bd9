/** What an entry of an inventory file is written of. */
export type Value =
  | string
  | number
  | boolean
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };
export type Entry = Readonly<Record<string, Value | undefined>>;

/** One file of an inventory: what it is about, and its lists, each entry on a line of its own. */
export interface InventoryFile {
  name: string;
  about: readonly string[];
  /** By list, what its entries need not write. */
  defaults?: Readonly<Record<string, Entry>>;
  lists: Readonly<Record<string, readonly Entry[]>>;
}

const isPlain = (text: string): boolean =>
  /^\p{L}[\p{L}\p{N} ._()/–-]*$/u.test(text) &&
  text === text.trim() &&
  !/^(?:true|false|null|yes|no|on|off)$/i.test(text);
const isDayOrAddress = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$|^\d+\.\d+\.\d+\.\d+$|^\d+[kMG]$/.test(text);

function valueText(value: Value): string {
  if (typeof value === "string") {
    return isPlain(value) || isDayOrAddress(value) ? value : JSON.stringify(value);
  }
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map(valueText).join(", ")}]`;
  const pairs = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${key}: ${valueText(item)}`],
  );
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function fileText({ about, defaults = {}, lists }: InventoryFile): string {
  const head = about.map((line) => `# ${line}\n`).join("");
  const written = Object.entries(lists)
    .filter(([, entries]) => entries.length > 0)
    .map(([name, entries]) => `${name}:\n${entries.map((entry) => `  - ${valueText(entry)}\n`).join("")}`);
  const shared = Object.entries(defaults).map(([name, keys]) => `  ${name}: ${valueText(keys)}\n`);
  const before = shared.length === 0 ? [] : [`defaults:\n${shared.join("")}`];
  return [head, ...before, ...written].join("\n");
}
