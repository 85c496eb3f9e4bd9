import { keptSecret } from "@haidang/contract/inventory-api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import { nameOfSecret } from "@haidang/contract/secret.ts";
import type { Place } from "./fault.ts";
import type { Entry } from "./issue.ts";
import { emptyEntries, type MutableEntries } from "./parse.ts";
import type { Located } from "./read.ts";
import { entryId, entryKinds, entryLists } from "./reference.ts";

const nowhere: Place = { file: "", line: null, column: null };

/** A value no file has, with the places of those parts of it that are known: by path, e.g. `snmp.community`. */
export function locatedValue(
  value: unknown,
  place: Place = nowhere,
  placeAt: (path: string) => Place | undefined = () => undefined,
  path = "",
): Located {
  const at = placeAt(path) ?? place;
  if (typeof value !== "object" || value === null) {
    return { value, source: String(value), place: at, parts: new Map(), keys: new Map() };
  }
  const isList = Array.isArray(value);
  const parts = new Map<string | number, Located>();
  for (const [key, part] of isList ? value.entries() : Object.entries(value)) {
    const inner = isList ? `${path}[${key}]` : path === "" ? String(key) : `${path}.${key}`;
    parts.set(key, locatedValue(part, at, placeAt, inner));
  }
  const keys = new Map([...parts.keys()].filter((key) => typeof key === "string").map((key) => [key, at]));
  return { value, source: isList ? "[…]" : "{…}", place: at, parts, keys };
}

/** The entries of an inventory in force, as if read from files. */
export function entriesOf(inventory: Inventory): MutableEntries {
  const entries = emptyEntries();
  for (const kind of entryKinds) {
    const list = entryLists[kind];
    entries[kind] = inventory[list].map((item, index): Entry => {
      const place = { ...nowhere, file: `${list}/${entryId(item)}` };
      return { located: locatedValue(writtenForm(item), place), path: `${list}[${index}]` };
    });
  }
  return entries;
}

/** An entry as people write it: the names of secrets as `{ secret: name }`. */
export function writtenForm(value: unknown): unknown {
  return mapTexts(value, (text) => {
    const name = nameOfSecret(text);
    return name === undefined ? text : { secret: name };
  });
}

/** Every text of a value, by what `change` makes of it and of the path it stands at. */
export function mapTexts(
  value: unknown,
  change: (text: string, path: string) => unknown,
  path = "",
): unknown {
  if (typeof value === "string") return change(value, path);
  if (typeof value !== "object" || value === null) return value;
  const at = (key: string | number) => (path === "" ? String(key) : `${path}.${key}`);
  if (Array.isArray(value))
    return value.map((part: unknown, index): unknown => mapTexts(part, change, at(index)));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, mapTexts(part, change, at(key))]),
  );
}

const secretKeys = new Set(["key", "community", "password", "token", "pin", "appSecret", "refreshToken"]);

/** Whether what stands at a path of an entry (`snmp.auth.key`) is kept from screens and files. */
export function isSecretPath(path: string): boolean {
  const parts = path.split(".");
  return secretKeys.has(parts.at(-1) ?? "") || parts.includes("headers");
}

/** A text that is itself a secret: no name of one, and not the community everybody has. */
export function isPlainSecret(text: string, path: string): boolean {
  return (
    isSecretPath(path) &&
    nameOfSecret(text) === undefined &&
    !(path.endsWith("community") && text === "public")
  );
}

/** An entry for screens: plain secrets as `keptSecret`. */
export function shownForm(entry: unknown): unknown {
  return writtenForm(mapTexts(entry, (text, path) => (isPlainSecret(text, path) ? keptSecret : text)));
}

/** What was sent with `keptSecret` where the secret in force is to stay. */
export function withKept(sent: unknown, inForce: unknown): unknown {
  const kept = new Map<string, string>();
  mapTexts(inForce, (text, path) => {
    if (isPlainSecret(text, path)) kept.set(path, text);
    return text;
  });
  return mapTexts(sent, (text, path) => (text === keptSecret ? (kept.get(path) ?? text) : text));
}
