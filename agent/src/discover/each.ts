/** Runs over all items, so many at a time, and starts no more once the signal aborts. */
export async function eachAtMost<T>(
  items: Iterable<T>,
  { atOnce, signal }: { atOnce: number; signal: AbortSignal },
  run: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      if (signal.aborted) return;
      await run(next.value);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
