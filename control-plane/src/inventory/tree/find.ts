import { searchKey } from "@haidang/contract/text.ts";
import type { FoundUnit, TreeRow } from "@haidang/contract/tree.ts";

/**
 * Units of all times that a word means, the surest first: by id, code, name with or without diacritics, the start of
 * the name, the start of a word in it; then what these were merged into and from.
 */
export function findUnits(rows: readonly TreeRow[], word: string): FoundUnit[] {
  const key = searchKey(word);
  if (key === "") return [];
  const found = new Map<string, FoundUnit>();
  for (const row of rows) {
    const by = match(row, word, key);
    if (by !== undefined) found.set(row.id, { ...row, by });
  }
  const byId = new Map(rows.map((row) => [row.id, row]));
  const relatives = [...found.values()].flatMap(({ successors, predecessors }) => [
    ...successors,
    ...predecessors,
  ]);
  for (const { id } of relatives) {
    const row = byId.get(id);
    if (row !== undefined && !found.has(id)) found.set(id, { ...row, by: "succession" });
  }
  const rank = (unit: FoundUnit) => order.indexOf(unit.by);
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b) || Number(b.inForce) - Number(a.inForce));
}

const order: readonly FoundUnit["by"][] = ["id", "code", "name", "start", "word", "succession"];

function match(row: TreeRow, word: string, key: string): FoundUnit["by"] | undefined {
  if (row.id === word.trim()) return "id";
  if (row.code !== undefined && row.code === word.trim()) return "code";
  const name = searchKey(row.name);
  const names = [name, plain(name)];
  if (names.includes(key)) return "name";
  if (names.some((one) => one.startsWith(key)) || row.id.startsWith(key)) return "start";
  return ` ${name}`.includes(` ${key}`) ? "word" : undefined;
}

/** Words for what a unit is, before its own name. */
const kindWords = /^(?:tinh|thanh pho|thi xa|thi tran|quan|huyen|phuong|xa|dac khu|so|ban) /;

const plain = (name: string) => name.replace(kindWords, "");
