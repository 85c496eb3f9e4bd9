import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { makeFault } from "./fault.ts";
import { type Entry, unknownKey } from "./issue.ts";
import { nearest, slugIndex } from "./nearest.ts";
import type { Located } from "./read.ts";

/** The key by which an entry names its template. */
const inheriting = "use";

/** What entries need not write themselves, out of all files of one inventory. */
export interface Shared {
  /** `templates`: keys and values an entry takes over by naming it. */
  templates: Entry[];
  /** `defaults`: by the name of a list, what each of its entries takes over. */
  defaults: Map<string, Located>;
}

export const emptyShared = (): Shared => ({ templates: [], defaults: new Map() });

/** Takes in the `defaults` of one file. */
export function gatherDefaults(
  root: Located,
  lists: readonly string[],
  defaults: Map<string, Located>,
): InventoryFault[] {
  if (root.value === null) return [];
  if (root.source !== "{…}") {
    return [makeFault("not_mapping", root.place, "defaults", { key: "defaults", found: root.source })];
  }
  return [...root.parts].flatMap(([name, keys]) => {
    const key = String(name);
    const path = `defaults.${key}`;
    if (!lists.includes(key)) return [unknownKey(key, lists, { owner: root, path: "defaults" })];
    if (keys.source !== "{…}")
      return [makeFault("not_mapping", keys.place, path, { key, found: keys.source })];
    const first = defaults.get(key);
    if (first !== undefined) {
      const values = { key, firstFile: first.place.file, firstLine: first.place.line ?? 0 };
      return [makeFault("defaults_twice", root.keys.get(key) ?? keys.place, path, values)];
    }
    defaults.set(key, keys);
    return [];
  });
}

/** Most unknown keys told of one template. */
const mostStrange = 20;

/** An entry without keys that no entry may have; those are told, except `own`. */
function onlyKnown(
  entry: Entry,
  known: readonly string[],
  own: readonly string[],
  faults: InventoryFault[],
): Located {
  const { located, path } = entry;
  const expected = new Set([...known, ...own, inheriting]);
  const strange = [...located.parts.keys()].map(String).filter((key) => !expected.has(key));
  for (const key of strange.slice(0, mostStrange)) {
    faults.push(unknownKey(key, known, { owner: located, path }));
  }
  return without(located, [...strange, ...own]);
}

/** Templates by their ids. */
function readTemplates(
  templates: readonly Entry[],
  known: readonly string[],
  faults: InventoryFault[],
): Map<string, Entry> {
  const written = new Map<string, Entry>();
  for (const template of templates) {
    const { located, path } = template;
    const id = located.parts.get("id");
    if (typeof id?.value !== "string") {
      faults.push(makeFault("missing_key", (id ?? located).place, `${path}.id`, { key: "id" }));
      continue;
    }
    const first = written.get(id.value)?.located.place;
    if (first === undefined) {
      written.set(id.value, { path, located: onlyKnown(template, known, ["id"], faults) });
      continue;
    }
    const values = { kind: "template", id: id.value, firstFile: first.file, firstLine: first.line ?? 0 };
    faults.push(makeFault("duplicate_id", id.place, `${path}.id`, values));
  }
  return written;
}

/**
 * Makes whole what entries leave to templates and defaults: what an entry writes itself wins, then its template, then
 * what that one is made of, then the defaults of the list. Mappings are joined key by key, all else is taken as it
 * stands. Every part keeps the place where it is written, so that its faults are told there. `known` are all keys any
 * entry may have; others are told at the template and go no further.
 */
export function createSharing(
  { templates, defaults }: Shared,
  known: readonly string[],
): { faults: InventoryFault[]; whole: (entry: Entry, list: string) => Entry } {
  const faults: InventoryFault[] = [];
  const told = new Set<Located>();
  const written = readTemplates(templates, known, faults);
  const shared = new Map(
    [...defaults].map(([list, located]) => [
      list,
      onlyKnown({ located, path: `defaults.${list}` }, known, [], faults),
    ]),
  );
  const ids = slugIndex(written.keys());
  const made = new Map<string, Located>();
  const ringed = new Set<string>();

  function tell(located: Located, fault: InventoryFault): void {
    if (!told.has(located)) faults.push(fault);
    told.add(located);
  }

  /** What a template gives, all it is made of included. */
  function given(named: Located, path: string, passed: readonly string[]): Located | undefined {
    if (typeof named.value !== "string") {
      tell(named, makeFault("not_text", named.place, path, { key: inheriting, found: named.source }));
      return undefined;
    }
    const id = named.value;
    const template = written.get(id);
    if (template === undefined) {
      const near = nearest(id, ids);
      const values = { id, ...(near === undefined ? {} : { nearest: near }) };
      tell(named, makeFault("unknown_template", named.place, path, values));
      return undefined;
    }
    if (passed.includes(id)) {
      const ring = passed.slice(passed.indexOf(id));
      const values = { ring: [...ring, id].join(" → ") };
      // each ring once, wherever one enters it
      if (!ring.some((one) => ringed.has(one)))
        tell(named, makeFault("template_ring", named.place, path, values));
      for (const one of ring) ringed.add(one);
      return undefined;
    }
    const ready = made.get(id);
    if (ready !== undefined) return ready;
    const found = overTemplate(template.located, template.path, [...passed, id]);
    made.set(id, found);
    return found;
  }

  function overTemplate(located: Located, path: string, passed: readonly string[]): Located {
    const named = located.parts.get(inheriting);
    if (named === undefined) return located;
    const own = without(located, [inheriting]);
    const base = given(named, `${path}.${inheriting}`, passed);
    return base === undefined ? own : joined(base, own);
  }

  // templates nobody uses are looked at too
  for (const [id, { located, path }] of written) overTemplate(located, path, [id]);
  return {
    faults,
    whole({ located, path }, list) {
      if (located.source !== "{…}") return { located, path };
      const own = overTemplate(located, path, []);
      const base = shared.get(list);
      return { located: base === undefined ? own : joined(base, own), path };
    },
  };
}

function isMapping({ source, value }: Located): boolean {
  return source === "{…}" && typeof value === "object" && value !== null;
}

/** `over` with what only `base` has. */
function joined(base: Located, over: Located): Located {
  if (!isMapping(base) || !isMapping(over)) return over;
  const parts = new Map(base.parts);
  for (const [key, part] of over.parts) {
    const below = base.parts.get(key);
    parts.set(key, below === undefined ? part : joined(below, part));
  }
  return { ...over, ...mappingOf(parts), keys: new Map([...base.keys, ...over.keys]) };
}

function without(located: Located, keys: readonly string[]): Located {
  if (!isMapping(located) || keys.length === 0) return located;
  const dropped = new Set<string | number>(keys);
  const parts = new Map([...located.parts].filter(([key]) => !dropped.has(key)));
  return {
    ...located,
    ...mappingOf(parts),
    keys: new Map([...located.keys].filter(([key]) => !dropped.has(key))),
  };
}

function mappingOf(parts: ReadonlyMap<string | number, Located>): Pick<Located, "value" | "parts"> {
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, part] of parts) value[key] = part.value;
  return { value, parts };
}
