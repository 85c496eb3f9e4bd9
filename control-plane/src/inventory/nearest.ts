import { searchKey } from "@haidang/contract/text.ts";

/** Candidates by their `slug`, made once for many questions. */
export type SlugIndex = ReadonlyMap<string, string>;

export function slugIndex(candidates: Iterable<string>): SlugIndex {
  return new Map([...candidates].map((candidate) => [slug(candidate), candidate]));
}

/** The candidate a person most likely meant by `written`, when one is close enough to be worth a question. */
export function nearest(written: string, candidates: SlugIndex): string | undefined {
  const wanted = slug(written);
  let best: { candidate: string; distance: number } | undefined;
  let limit = Math.max(1, Math.floor(wanted.length / 3));
  for (const [key, candidate] of candidates) {
    if (Math.abs(key.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, key, limit);
    if (distance > limit || (best !== undefined && distance >= best.distance)) continue;
    best = { candidate, distance };
    limit = distance;
  }
  return best?.candidate;
}

/** `Cái Chiên` → `cai-chien`: the id a name would have. Empty when nothing usable is left. */
export function slug(name: string): string {
  return searchKey(name.slice(0, 200))
    .replace(/[^a-z0-9._-]+/g, "-")
    .slice(0, 63)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; more than `limit` is `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const replaced = at(last, j - 1) + (same ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const moved = swapped ? at(beforeLast, j - 2) + 1 : replaced;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, moved));
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
