/** A clock this far from where the monotonic one would have it was set, or the machine slept. */
const stepMs = 500;

/** Tells, whenever asked, whether any of some clocks was set since the last time it was asked. */
export function createStepWatch(
  clocks: readonly (() => number)[],
  monotonicMs: () => number = () => performance.now(),
): () => boolean {
  const read = (): number[] => {
    const atMs = monotonicMs();
    return clocks.map((clock) => clock() - atMs);
  };
  let before = read();
  return () => {
    const now = read();
    const stepped = now.some((ms, index) => Math.abs(ms - (before[index] ?? ms)) > stepMs);
    before = now;
    return stepped;
  };
}
