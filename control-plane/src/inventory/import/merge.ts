import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import { searchKey } from "@haidang/contract/text.ts";
import { unitAt } from "@haidang/contract/tree.ts";
import { entriesOf, locatedValue } from "../entry.ts";
import { makeFault, type Place } from "../fault.ts";
import { slug } from "../nearest.ts";
import type { MutableEntries } from "../parse.ts";
import { type EntryKind, entryLists } from "../reference.ts";
import type { Value } from "./cells.ts";
import type { ReadSheet, Row } from "./read.ts";

type Fields = ReadonlyMap<string, Value>;

/** Adds the rows of a sheet to an inventory: what is there already is changed, nothing is removed. */
export function mergeRows(
  inventory: Inventory,
  sheet: ReadSheet,
  nowMs: number,
): { entries: MutableEntries; faults: InventoryFault[] } {
  const merge = createMerge(inventory, nowMs);
  for (const row of sheet.rows) merge.add(sheet, row);
  return { entries: merge.entries, faults: merge.faults };
}

interface Merge {
  entries: MutableEntries;
  faults: InventoryFault[];
  add(sheet: ReadSheet, row: Row): void;
}

function createMerge(inventory: Inventory, nowMs: number): Merge {
  const entries = entriesOf(inventory);
  const faults: InventoryFault[] = [];
  const book = createBook(inventory, entries);
  const circuits = new Map<string, { owner: string; told: string }>();
  for (const { id, circuit, carrier } of inventory.links) {
    if (circuit !== undefined) circuits.set(circuitKey(circuit, carrier), { owner: id, told: `links/${id}` });
  }

  function link(id: string, row: Fields): void {
    const circuit = row.get("circuit");
    if (circuit === undefined) return;
    const key = circuitKey(String(circuit.value), row.get("carrier")?.value);
    const first = circuits.get(key);
    if (first !== undefined && first.owner !== id) {
      faults.push(
        makeFault("circuit_twice", circuit.place, "circuit", { found: circuit.value, first: first.told }),
      );
    } else circuits.set(key, { owner: id, told: circuit.place.cell ?? id });
  }

  /** Two rows for one thing: the second would undo the first. */
  const rows = new Map<string, string>();
  function once(key: string, { place }: Value): void {
    const first = rows.get(key);
    if (first === undefined) rows.set(key, place.cell ?? "");
    else faults.push(makeFault("row_twice", place, "", { found: key, first }));
  }

  function networkUnit(row: Fields): void {
    const unit = String(row.get("unit")?.value);
    const name = searchKey(String(row.get("name")?.value));
    const inUnit = (site: Inventory["sites"][number]) =>
      unitAt(site.unit, nowMs) === unit && searchKey(site.name) === name;
    const siteId = book.idFor("site", row, `${unit}/${name}`, () => inventory.sites.find(inUnit)?.id);
    book.put("site", siteId, siteFields(row), row);
    const own = inventory.links.filter(({ site }) => site === siteId);
    const { circuit, address } = Object.fromEntries([...row].map(([field, { value }]) => [field, value]));
    const known =
      own.find((one) => one.circuit !== undefined && one.circuit === circuit) ??
      own.find((one) => one.address === address);
    const linkId = known?.id ?? book.free("link", `${siteId.slice(0, 58)}-1`, siteId);
    const where = row.get("name")?.place ?? nowhere;
    const given: Array<[string, Value]> = [["site", { value: siteId, place: where }]];
    if (known === undefined) given.push(["name", { value: row.get("name")?.value ?? "x", place: where }]);
    const fields = ["address", "carrier", "circuit", "cir", "role"].flatMap((field) => pick(row, field));
    book.put("link", linkId, new Map([...given, ...fields]), row);
    link(linkId, row);
    const at = row.get("address") ?? { value: "", place: where };
    once(`${siteId} ${at.value}`, at);
  }

  function object(kind: "unit" | "site" | "link" | "device" | "video", row: Fields): void {
    const name = searchKey(String(row.get("name")?.value));
    const home = row.get("site")?.value ?? row.get("unit")?.value ?? row.get("parent")?.value;
    const isSame = (item: object) =>
      "name" in item &&
      searchKey(String(item.name)) === name &&
      (home === undefined || homeOf(item, nowMs) === home);
    const list: readonly object[] = inventory[entryLists[kind]];
    const id = book.idFor(kind, row, undefined, () => {
      const known = list.find(isSame);
      return known !== undefined && "id" in known ? String(known.id) : undefined;
    });
    const plain = [...row].filter(([field]) => field !== "id");
    const fields = kind === "site" ? siteFields(row) : kind === "video" ? videoFields(row) : new Map(plain);
    book.put(kind, id, fields, row);
    if (kind === "link") link(id, row);
    once(`${kind}/${id}`, row.get("id") ?? row.get("name") ?? { value: "", place: nowhere });
  }

  return {
    entries,
    faults,
    add({ kind }, { values }) {
      if (kind === "networkUnits") networkUnit(values);
      else object(kindOf[kind], values);
    },
  };
}

const kindOf = {
  units: "unit",
  sites: "site",
  links: "link",
  devices: "device",
  videoPoints: "video",
} as const;
const nowhere: Place = { file: "", line: null, column: null };

function circuitKey(circuit: string, carrier: unknown): string {
  return `${searchKey(circuit)}|${searchKey(String(carrier ?? ""))}`;
}

function pick(row: Fields, field: string): Array<[string, Value]> {
  const value = row.get(field);
  return value === undefined ? [] : [[field, value]];
}

function homeOf(item: object, nowMs: number): unknown {
  if ("site" in item) return item.site;
  if ("parent" in item) return item.parent;
  if (!("unit" in item)) return undefined;
  return Array.isArray(item.unit) ? unitAt(item.unit, nowMs) : item.unit;
}

/** A unit from a day on, and both halves of a coordinate, are one key each. */
function siteFields(row: Fields): Map<string, Value> {
  const fields = new Map(["name"].flatMap((field) => pick(row, field)));
  const from = row.get("from");
  for (const [field, value] of pick(row, "unit"))
    fields.set(from === undefined ? field : "unit[0].unit", value);
  if (from !== undefined) fields.set("unit[0].from", from);
  const [longitude, latitude] = [row.get("longitude"), row.get("latitude")];
  if (longitude !== undefined || latitude !== undefined) {
    const place = (longitude ?? latitude)?.place ?? nowhere;
    fields.set("coordinates[0]", longitude ?? { value: "", place });
    fields.set("coordinates[1]", latitude ?? { value: "", place });
  }
  return fields;
}

function videoFields(row: Fields): Map<string, Value> {
  const calls = row.get("calls");
  const fields = new Map([...row].filter(([field]) => field !== "calls" && field !== "id"));
  if (calls === undefined) return fields;
  for (const way of ["sip", "h323"]) {
    if (calls.value === way || calls.value === "both") fields.set(`${way}{}`, calls);
  }
  return fields;
}

/** Keeps which ids are taken, and which rows of this sheet mean the same thing. */
function createBook(inventory: Inventory, entries: MutableEntries) {
  const at = new Map<string, number>();
  for (const kind of Object.values(kindOf)) {
    for (const [index, { id }] of inventory[entryLists[kind]].entries()) at.set(`${kind}/${id}`, index);
  }
  const seen = new Map<string, string>();

  const free = (kind: EntryKind, wanted: string, stem: string): string => {
    for (let number = 1, id = wanted; ; number += 1, id = `${stem.slice(0, 58)}-${number}`) {
      if (!at.has(`${kind}/${id}`)) return id;
    }
  };

  /** The id a row writes, that of what it means, or a new one made of its name. */
  function idFor(
    kind: EntryKind,
    row: Fields,
    same: string | undefined,
    known: () => string | undefined,
  ): string {
    const written = row.get("id");
    const key = same === undefined ? undefined : `${kind}|${same}`;
    const before = key === undefined ? undefined : seen.get(key);
    const stem = slug(String(row.get("name")?.value)) || kind;
    const id = written === undefined ? (before ?? known() ?? free(kind, stem, stem)) : String(written.value);
    if (key !== undefined) seen.set(key, id);
    return id;
  }

  /** Lays fields over the entry of an id, or adds one. A field that is `a[0].b` or `a{}` makes what it stands in. */
  function put(kind: EntryKind, id: string, fields: ReadonlyMap<string, Value>, row: Fields): void {
    const index = at.get(`${kind}/${id}`) ?? entries[kind].length;
    at.set(`${kind}/${id}`, index);
    const former = entries[kind][index]?.located;
    const rowPlace = row.get("id")?.place ?? row.get("name")?.place ?? nowhere;
    const places = new Map<string, Place>([["id", rowPlace]]);
    const value = asRecord(structuredClone(former?.value));
    value["id"] = id;
    const begun = new Set<string>();
    for (const [path, given] of fields) {
      const [, key = "", index = "", inner = ""] = /^(\w+)(?:\[(\d)\])?(?:\.(\w+))?/.exec(path) ?? [];
      places.set(path, given.place);
      if (!places.has(key)) places.set(key, given.place);
      if (path.endsWith("{}")) value[key] ??= {};
      else if (index === "") value[key] = given.value;
      else {
        const list: unknown[] = begun.has(key) && Array.isArray(value[key]) ? value[key] : [];
        begun.add(key);
        list[Number(index)] =
          inner === "" ? given.value : { ...asRecord(list[Number(index)]), [inner]: given.value };
        value[key] = list;
      }
    }
    const placeAt = (path: string) =>
      places.get(path) ?? (former === undefined ? undefined : former.parts.get(path)?.place);
    entries[kind][index] = {
      located: locatedValue(value, rowPlace, placeAt),
      path: `${entryLists[kind]}[${index}]`,
    };
  }
  return { free, idFor, put };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
