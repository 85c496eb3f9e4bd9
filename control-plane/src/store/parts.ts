import type { Series } from "./series.ts";

/** Parts of one answer that follow each other in time, put together. */
export function joinParts(parts: ReadonlyArray<readonly Series[]>): Series[] {
  const found = new Map<string, Series>();
  for (const series of parts.flat()) {
    const { measurement, field, tags } = series;
    const names = Object.keys(tags).sort();
    const key = JSON.stringify([measurement, field, ...names.map((name) => [name, tags[name]])]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...series });
    else known.samples = [...known.samples, ...series.samples];
  }
  return [...found.values()];
}
