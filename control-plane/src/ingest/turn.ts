import { setImmediate } from "node:timers/promises";

/** What became of one of those that took their turn together. */
export type Outcome = PromiseSettledResult<void>;

interface Waiting<T> {
  item: T;
  resolve(): void;
  reject(error: unknown): void;
}

export interface TurnOptions<T> {
  /** Whose the item is: of one owner nothing is begun before what came earlier is done. */
  ownerOf(item: T): string;
  /** Takes those whose turn it is, each of another owner, in the order they came; the outcomes are in the same order. */
  work(group: readonly T[]): Promise<readonly Outcome[]>;
}

/** Taken together at most: what one of them costs, the others wait for. */
const mostTogether = 32;

/** Lets items take turns, those that wait at the same moment together where their owners differ. */
export function createTurns<T>({ ownerOf, work }: TurnOptions<T>): (item: T) => Promise<void> {
  let waiting: Array<Waiting<T>> = [];
  let isRunning = false;

  function nextGroup(): Array<Waiting<T>> {
    const owners = new Set<string>();
    const group: Array<Waiting<T>> = [];
    const others: Array<Waiting<T>> = [];
    for (const one of waiting) {
      const owner = ownerOf(one.item);
      if (owners.has(owner) || group.length === mostTogether) others.push(one);
      else group.push(one);
      owners.add(owner);
    }
    waiting = others;
    return group;
  }

  async function run(): Promise<void> {
    isRunning = true;
    // what arrives in this turn of the event loop is taken together
    await setImmediate();
    while (waiting.length > 0) {
      const group = nextGroup();
      const [done] = await Promise.allSettled([work(group.map(({ item }) => item))]);
      for (const [at, { resolve, reject }] of group.entries()) {
        const outcome = done.status === "rejected" ? done : done.value[at];
        if (outcome?.status === "fulfilled") resolve();
        else reject(outcome?.reason);
      }
      // those who were answered may have the next one ready
      if (waiting.length < mostTogether) await setImmediate();
    }
    isRunning = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isRunning) void run();
    });
}
