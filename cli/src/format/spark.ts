const levels = "▁▂▃▄▅▆▇█";

/** One letter a value, lowest to highest of them; a blank where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return values
    .map((value) => {
      if (value === null) return " ";
      const level = span === 0 ? 0 : Math.round(((value - low) / span) * (levels.length - 1));
      return levels[level] ?? " ";
    })
    .join("");
}

/** Values put into so many equal stretches of time, the mean of each; null where nothing was measured. */
export function inStretches(
  points: readonly (readonly [timeMs: number, value: number])[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  count: number,
): (number | null)[] {
  const sums = Array.from({ length: count }, () => ({ sum: 0, count: 0 }));
  const stepMs = Math.max(1, toMs - fromMs) / count;
  for (const [timeMs, value] of points) {
    const slot = sums[Math.min(count - 1, Math.max(0, Math.floor((timeMs - fromMs) / stepMs)))];
    if (slot === undefined) continue;
    slot.sum += value;
    slot.count += 1;
  }
  return sums.map(({ sum, count: of }) => (of === 0 ? null : sum / of));
}
