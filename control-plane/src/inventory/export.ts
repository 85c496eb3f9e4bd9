import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Inventory } from "@haidang/contract/object.ts";
import { unitAt } from "@haidang/contract/tree.ts";
import { Document, type Node, visit } from "yaml";
import type { z } from "zod";
import { isPlainSecret, mapTexts, writtenForm } from "./entry.ts";
import { entrySchemas } from "./parse.ts";
import { rateText } from "./rate.ts";
import { type EntryKind, entryId, entryKinds, entryLists } from "./reference.ts";

/** Begins every file an export writes, so that the next one knows which it may replace. */
export const exportMark = "# haidang inventory export";

export interface ExportOptions {
  by: "list" | "unit";
  /** Whether secrets that stand in the inventory in plain go into the files. */
  withSecrets: boolean;
  /** Of the tree by which files of units are made. */
  nowMs: number;
}

/**
 * An inventory as YAML that reads back to the same one. Without secrets, one held in plain becomes `{ secret: name }`
 * with a name made for it: reading it back is refused until the vault has that name, so none is lost unnoticed.
 */
export function exportInventory(
  inventory: Inventory,
  options: ExportOptions,
): { files: Array<{ path: string; text: string }>; withheld: string[] } {
  const withheld: string[] = [];
  const homes = unitsOf(inventory, options.nowMs);
  const files = new Map<string, Map<string, unknown[]>>();
  for (const kind of entryKinds) {
    const list = entryLists[kind];
    for (const item of inventory[list]) {
      const unit = options.by === "unit" ? homes(kind, item) : undefined;
      const path = unit === undefined ? `${list}.yaml` : `unit/${unit}.yaml`;
      const lists = files.get(path) ?? new Map<string, unknown[]>();
      files.set(path, lists);
      const entry = slim(kind, item);
      const safe = options.withSecrets ? entry : withoutSecrets(entry, `${kind}-${entryId(item)}`, withheld);
      lists.set(list, [...(lists.get(list) ?? []), writtenForm(safe)]);
    }
  }
  const names = new Set(withheld);
  return {
    files: [...files].map(([path, lists]) => ({ path, text: yamlText(Object.fromEntries(lists), names) })),
    withheld,
  };
}

/** The unit whose file an entry goes into: where it stands, not who it is. */
function unitsOf(inventory: Inventory, nowMs: number): (kind: EntryKind, item: object) => string | undefined {
  const sites = new Map(inventory.sites.map((site) => [site.id, unitAt(site.unit, nowMs)]));
  return (kind, item) => {
    if (kind === "site" && "id" in item) return sites.get(String(item.id));
    if (kind === "service")
      return inventory.services.find((service) => service === item) && placeOf(item, nowMs);
    return "site" in item && typeof item.site === "string" ? sites.get(item.site) : undefined;
  };
}

function placeOf(item: object, nowMs: number): string | undefined {
  if (!("unit" in item)) return undefined;
  const { unit } = item;
  if (typeof unit === "string") return unit;
  return Array.isArray(unit) ? unitAt(unit, nowMs) : undefined;
}

/** An entry without what the schema would say of itself; rates as people write them. */
function slim(kind: EntryKind, item: object): object {
  const schema: z.ZodType = entrySchemas[kind];
  const whole = structuredClone(item);
  if ("cir" in whole && typeof whole.cir === "number") Object.assign(whole, { cir: rateText(whole.cir) });
  const isSame = () => {
    const parsed = schema.safeParse(whole);
    return parsed.success && isDeepStrictEqual(parsed.data, item);
  };
  const prune = (object: object) => {
    for (const [key, value] of Object.entries(object)) {
      Reflect.deleteProperty(object, key);
      if (isSame()) continue;
      restore(object, key, value);
      if (typeof value === "object" && value !== null) prune(value);
    }
  };
  prune(whole);
  return ordered(whole, item);
}

function restore(object: object, key: string, value: unknown): void {
  if (Array.isArray(object)) object.splice(Number(key), 1, value);
  else Object.assign(object, { [key]: value });
}

/** Keys in the order of the schema, which taking out and putting back has changed. */
function ordered(value: object, like: object): object {
  if (Array.isArray(value)) return value;
  const at = new Map(Object.keys(like).map((key, index) => [key, index]));
  const rank = (key: string) => at.get(key) ?? 0;
  const whole = new Map<string, unknown>(Object.entries(like));
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => rank(a) - rank(b))
      .map(([key, part]: [string, unknown]) => {
        const model = whole.get(key);
        const isDeep = isMapping(part) && isMapping(model);
        return [key, isDeep ? ordered(part, model) : part];
      }),
  );
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutSecrets(entry: object, owner: string, withheld: string[]): unknown {
  return mapTexts(entry, (text, path) => {
    if (!isPlainSecret(text, path)) return text;
    const name = secretName(`${owner}-${path.replaceAll(".", "-")}`.toLowerCase());
    withheld.push(name);
    return { secret: name };
  });
}

/** At most 63 characters, and still one name for one place. */
function secretName(wanted: string): string {
  const plain = wanted.replace(/[^a-z0-9._-]/g, "-");
  if (plain.length <= 63 && plain === wanted) return plain;
  return `${plain.slice(0, 52)}-${createHash("sha256").update(wanted).digest("hex").slice(0, 10)}`;
}

function yamlText(lists: Record<string, unknown[]>, withheld: ReadonlySet<string>): string {
  const document = new Document(lists, { version: "1.2", schema: "core", aliasDuplicateObjects: false });
  visit(document, {
    Map(_key, node) {
      const name = node.get("secret");
      if (node.items.length !== 1 || typeof name !== "string") return;
      node.flow = true;
      if (withheld.has(name)) comment(node, ` was in plain here: haidang secret set ${name}`);
    },
  });
  return `${exportMark}\n${document.toString({ lineWidth: 0 })}`;
}

function comment(node: Node, text: string): void {
  node.comment = text;
}
