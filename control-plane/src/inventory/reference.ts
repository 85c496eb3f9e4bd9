import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { settingKinds } from "@haidang/contract/naming.ts";
import {
  type Inventory,
  inventoryLists,
  objectKinds,
  rackSchema,
  unitKinds,
} from "@haidang/contract/object.ts";
import type { Succession } from "@haidang/contract/tree.ts";
import type { InventoryRule } from "@haidang/contract/words/inventory.ts";
import { makeFault } from "./fault.ts";
import type { Entry } from "./issue.ts";
import { nearest, type SlugIndex, slug, slugIndex } from "./nearest.ts";
import type { Located } from "./read.ts";

/** What the files of an inventory list: objects, the calendars they go by, who is told how, and what became of units. */
export const entryKinds = [...objectKinds, ...settingKinds] as const;
export type EntryKind = (typeof entryKinds)[number];
export const entryLists = {
  ...inventoryLists,
  calendar: "calendars",
  contact: "contacts",
  roster: "rosters",
  channel: "channels",
  route: "routes",
  succession: "successions",
  threshold: "thresholds",
  contract: "contracts",
  report: "reports",
} as const satisfies Record<EntryKind, keyof Inventory>;

/** What names an entry within its list. */
export function entryId(entry: { id: string } | Pick<Succession, "from" | "to" | "on">): string {
  return "id" in entry ? entry.id : `${entry.from}>${entry.to}@${entry.on}`;
}

export type Entries = Readonly<Record<EntryKind, readonly Entry[]>>;

/** Kinds whose objects are measured, and so judged. */
const judgedKinds = ["link", "device", "service", "video"] as const;

/** Which key of which kind names an object of which kind. */
const references: ReadonlyArray<{ from: EntryKind; key: string; to: EntryKind }> = [
  { from: "unit", key: "parent", to: "unit" },
  { from: "site", key: "unit", to: "unit" },
  { from: "link", key: "site", to: "site" },
  { from: "link", key: "from", to: "site" },
  { from: "link", key: "interface.device", to: "device" },
  { from: "link", key: "nearInterface.device", to: "device" },
  { from: "device", key: "site", to: "site" },
  { from: "device", key: "parent", to: "device" },
  { from: "device", key: "rack.id", to: "rack" },
  { from: "rack", key: "site", to: "site" },
  { from: "service", key: "unit", to: "unit" },
  { from: "video", key: "site", to: "site" },
  { from: "heartbeat", key: "site", to: "site" },
  { from: "succession", key: "from", to: "unit" },
  { from: "succession", key: "to", to: "unit" },
  { from: "report", key: "under", to: "unit" },
  ...objectKinds.map((from) => ({ from, key: "calendar", to: "calendar" }) as const),
  ...judgedKinds.map((from) => ({ from, key: "thresholds", to: "threshold" }) as const),
];

/** The text written under a key of an entry (dots lead further in), when it is text. */
export function textAt(entry: Entry, key: string): { text: string; located: Located } | undefined {
  let located: Located | undefined = entry.located;
  for (const part of key.split(".")) located = located?.parts.get(part);
  return typeof located?.value === "string" ? { text: located.value, located } : undefined;
}

/** The names written under a key of an entry: one, or one for each unit of a list of `{ unit, from }`. */
function namesAt(entry: Entry, key: string): Array<{ text: string; located: Located; path: string }> {
  const one = textAt(entry, key);
  if (one !== undefined) return [{ ...one, path: `${entry.path}.${key}` }];
  if (key !== "unit") return [];
  return [...(entry.located.parts.get(key)?.parts ?? [])].flatMap(([index, { parts }]) => {
    const located = parts.get("unit");
    const path = `${entry.path}.${key}[${index}].unit`;
    return typeof located?.value === "string" ? [{ text: located.value, located, path }] : [];
  });
}

export function byId(entries: readonly Entry[]): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const entry of entries) {
    const id = textAt(entry, "id")?.text;
    if (id !== undefined && !found.has(id)) found.set(id, entry);
  }
  return found;
}

/** The same id twice within a kind, in one file or over several. */
export function duplicateFaults(entries: Entries): InventoryFault[] {
  return entryKinds.flatMap((kind) => {
    const firsts = byId(entries[kind]);
    return entries[kind].flatMap((entry) => {
      const id = textAt(entry, "id");
      const first = id === undefined ? undefined : firsts.get(id.text);
      if (id === undefined || first === undefined || first === entry) return [];
      const { file, line } = textAt(first, "id")?.located.place ?? first.located.place;
      const values = { kind, id: id.text, firstFile: file, firstLine: line ?? 0 };
      return [makeFault("duplicate_id", id.located.place, `${entry.path}.id`, values)];
    });
  });
}

/** Looking for a suggestion compares with every id, so that only the first references of each sort get one. */
const maxSuggestions = 50;

/** Names of objects that no file defines. */
export function referenceFaults(entries: Entries): InventoryFault[] {
  const faults: InventoryFault[] = [];
  for (const { from, key, to } of references) {
    const targets = byId(entries[to]);
    const suggest = suggester(targets);
    for (const entry of entries[from]) {
      for (const named of namesAt(entry, key)) {
        if (named.text === "" || targets.has(named.text)) continue;
        const near = suggest(named.text);
        const values = {
          kind: to,
          id: named.text,
          list: entryLists[to],
          ...(near === undefined ? {} : { nearest: near }),
        };
        faults.push(makeFault("unknown_reference", named.located.place, named.path, values));
      }
    }
  }
  return faults;
}

/** By id, or by name for people who wrote the name where the id belongs. */
function suggester(targets: ReadonlyMap<string, Entry>): (written: string) => string | undefined {
  let left = maxSuggestions;
  let index: { ids: SlugIndex; names: SlugIndex } | undefined;
  return (written) => {
    if (left === 0) return undefined;
    left -= 1;
    index ??= {
      ids: slugIndex(targets.keys()),
      names: new Map([...targets].map(([id, entry]) => [slug(textAt(entry, "name")?.text ?? id), id])),
    };
    return nearest(written, index.ids) ?? nearest(written, index.names);
  };
}

/** Units that are above themselves: each ring once, at the unit of it that is written first. */
export function cycleFaults(entries: Entries): InventoryFault[] {
  const units = byId(entries.unit);
  const settled = new Set<string>();
  const faults: InventoryFault[] = [];
  for (const start of units.keys()) {
    const trail: string[] = [];
    const seen = new Map<string, number>();
    let id: string | undefined = start;
    while (id !== undefined && !settled.has(id) && !seen.has(id)) {
      seen.set(id, trail.length);
      trail.push(id);
      const unit: Entry | undefined = units.get(id);
      id = unit === undefined ? undefined : textAt(unit, "parent")?.text;
    }
    const ringStart = id === undefined ? undefined : seen.get(id);
    if (ringStart !== undefined) faults.push(...ringFault(trail.slice(ringStart), units));
    for (const passed of trail) settled.add(passed);
  }
  return faults;
}

function ringFault(ring: readonly string[], units: ReadonlyMap<string, Entry>): InventoryFault[] {
  const members = new Set(ring);
  const first = [...units.keys()].find((id) => members.has(id));
  const entry = first === undefined ? undefined : units.get(first);
  const parent = entry === undefined ? undefined : textAt(entry, "parent");
  if (first === undefined || entry === undefined || parent === undefined) return [];
  const from = ring.indexOf(first);
  const cycle = [...ring.slice(from), ...ring.slice(0, from), first].join(" → ");
  return [makeFault("parent_cycle", parent.located.place, `${entry.path}.parent`, { cycle })];
}

/** Devices mounted above the top of their rack, or in a rack at another site. */
export function rackFaults({ device, rack }: Entries): InventoryFault[] {
  const racks = byId(rack);
  return device.flatMap((entry) => {
    const mounted = entry.located.parts.get("rack");
    const named = textAt(entry, "rack.id");
    const target = named === undefined ? undefined : racks.get(named.text);
    if (mounted === undefined || named === undefined || target === undefined) return [];
    const faults: InventoryFault[] = [];
    const u = mounted.parts.get("u");
    const written = target.located.parts.get("heightU")?.value;
    const heightU = written === undefined ? rackSchema.shape.heightU.parse(undefined) : written;
    if (typeof u?.value === "number" && typeof heightU === "number" && u.value > heightU) {
      const values = { u: u.value, rack: named.text, heightU };
      faults.push(makeFault("rack_height", u.place, `${entry.path}.rack.u`, values));
    }
    const own = textAt(entry, "site")?.text;
    const site = textAt(target, "site")?.text;
    if (own !== undefined && site !== undefined && own !== site) {
      const values = { rack: named.text, site, own };
      faults.push(makeFault("rack_site", named.located.place, `${entry.path}.rack.id`, values));
    }
    return faults;
  });
}

/** What only one calendar can be: the one of a unit kind, and the default one. Told of each that comes after. */
export function calendarFaults({ calendar }: Entries): InventoryFault[] {
  return takenFaults(calendar, { rule: "calendar_taken", list: "unitKinds", kinds: unitKinds });
}

/** The same of thresholds: those of a kind of object, and the default ones. */
export function thresholdFaults({ threshold }: Entries): InventoryFault[] {
  return takenFaults(threshold, { rule: "threshold_taken", list: "kinds", kinds: objectKinds });
}

function takenFaults(
  entries: readonly Entry[],
  { rule, list, kinds }: { rule: InventoryRule; list: string; kinds: readonly string[] },
): InventoryFault[] {
  const firsts = new Map<string, string>();
  const faults: InventoryFault[] = [];
  const claim = (entry: Entry, located: Located, of: string, path: string): void => {
    const id = textAt(entry, "id")?.text ?? "";
    const first = firsts.get(of);
    if (first === undefined) firsts.set(of, id);
    else faults.push(makeFault(rule, located.place, `${entry.path}.${path}`, { of, first }));
  };
  for (const entry of entries) {
    const isDefault = entry.located.parts.get("default");
    if (isDefault?.value === true) claim(entry, isDefault, "default", "default");
    for (const [index, kind] of entry.located.parts.get(list)?.parts ?? []) {
      const known = kinds.find((one) => one === kind.value);
      if (known !== undefined) claim(entry, kind, known, `${list}[${index}]`);
    }
  }
  return faults;
}
