import { searchKey } from "@haidang/contract/text.ts";

/** Number of letters to insert, remove, replace or swap to turn one word into the other. */
export function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** The words most like the one asked for, nearest first; none when nothing is near. Diacritics do not count. */
export function nearest(asked: string, known: readonly string[], count = 3): string[] {
  const key = searchKey(asked).slice(0, 100);
  const near = known.map((word) => {
    const other = searchKey(word).slice(0, 100);
    const contained = key.length >= 3 && other.includes(key);
    return { word, distance: Math.min(contained ? 0.5 : Number.POSITIVE_INFINITY, editDistance(key, other)) };
  });
  return near
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(key.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ word }) => word);
}
