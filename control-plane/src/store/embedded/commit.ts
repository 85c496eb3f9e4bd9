import { setImmediate } from "node:timers/promises";
import type { Batch } from "./batch.ts";
import { storeFault } from "./sqlite.ts";
import { assertOpen, type Embedded, textFields } from "./state.ts";
import type { Resolver } from "./write.ts";

/** A write on its way to the disk. */
interface Waiting {
  batch: Batch;
  resolver: Resolver;
  resolve(): void;
  reject(error: unknown): void;
}

/** Samples in memory from which on they are put into chunks. */
const headLimit = 500_000;

/** Writes that are kept waiting for others. */
const mostTogether = 64;

/** Makes batches durable, those that wait together in one commit. */
export interface Committer {
  /** Resolves when the batch is on disk and can be read. */
  write(batch: Batch, resolver: Resolver): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/** `makeRoom` is called with a full head, and resolves when there is another. */
export function createCommitter(store: Embedded, makeRoom: () => Promise<void>): Committer {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await gathered();
      const fault = await roomFault();
      const group = waiting;
      waiting = [];
      if (fault === undefined) commit(group);
      else refuse(group, fault);
      if (waiting.length === 0) await setImmediate();
    }
    running = undefined;
  }

  /** Waits for one turn of the event loop in which nothing more arrived: what comes meanwhile shares the commit. */
  async function gathered(): Promise<void> {
    for (let before = 0; before < waiting.length && waiting.length < mostTogether; ) {
      before = waiting.length;
      await setImmediate();
    }
  }

  /** Why there is no room in memory, when the full head cannot be put away. */
  async function roomFault(): Promise<unknown> {
    if (!store.isOpen || !store.active.isFull(headLimit)) return undefined;
    try {
      await makeRoom();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  function refuse(group: readonly Waiting[], error: unknown): void {
    // the newest first, as a later one may use what an earlier one made
    for (const { resolver } of group.toReversed()) resolver.takeBack();
    const fault = storeFault(store.folder, error);
    for (const { reject } of group) reject(fault);
  }

  function commit(group: readonly Waiting[]): void {
    const writes = group.map(({ batch, resolver }, at) => ({
      batch,
      additions: resolver.additions,
      sequence: store.sequence + 1 + at,
    }));
    try {
      assertOpen(store);
      store.names.commit(writes);
    } catch (error) {
      refuse(group, error);
      return;
    }
    const isText = textFields(store.index);
    for (const { batch, sequence } of writes) {
      store.active.add(batch, sequence, isText);
      store.newest.add(batch, isText);
      store.sequence = sequence;
    }
    for (const { resolve } of group) resolve();
  }

  return {
    write: (batch, resolver) =>
      new Promise((resolve, reject) => {
        waiting.push({ batch, resolver, resolve, reject });
        running ??= run();
      }),
    idle: async () => {
      while (running !== undefined) await running;
    },
  };
}
