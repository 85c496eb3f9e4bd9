import { searchKey } from "@haidang/contract/text.ts";
import { nearest, type SlugIndex, slug } from "../nearest.ts";

/** What a name found: one, several, or nothing but perhaps something alike. */
export type Found = { id: string } | { candidates: string[] } | { near: string | undefined };

const prefix = /^(?:ubnd |uy ban nhan dan )?(?:xa|phuong|dac khu|thi tran|thi xa|huyen|thanh pho|tp|so) /;

/** Finds things by id, else by name as written, else without diacritics, else without the word for what it is. */
export function nameFinder(things: ReadonlyArray<{ id: string; name: string }>): (written: string) => Found {
  const ids = new Set(things.map(({ id }) => id));
  const exact = group(things, ({ name }) => name.normalize("NFC"));
  const plain = group(things, ({ name }) => searchKey(name));
  const bare = group(things, ({ name }) => searchKey(name).replace(prefix, ""));
  let slugs: SlugIndex | undefined;
  return (written) => {
    if (ids.has(written)) return { id: written };
    const key = searchKey(written);
    const found = exact.get(written.normalize("NFC")) ?? plain.get(key) ?? bare.get(key) ?? [];
    const [first] = found;
    if (first !== undefined && found.length === 1) return { id: first.id };
    if (found.length > 1) return { candidates: found.slice(0, 6).map(({ id, name }) => `${id} (${name})`) };
    slugs ??= new Map(things.map(({ name }) => [slug(name), name]));
    return { near: nearest(written, slugs) };
  };
}

function group<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) groups.set(keyOf(thing), [...(groups.get(keyOf(thing)) ?? []), thing]);
  return groups;
}
