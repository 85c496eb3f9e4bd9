import { setImmediate } from "node:timers/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Damage } from "../series.ts";
import type { Head, Pages } from "./head.ts";
import type { IndexFile } from "./index-file.ts";
import type { Newest } from "./newest.ts";
import type { RawFiles } from "./raw-files.ts";
import type { RollFiles } from "./roll-files.ts";
import type { SeriesIndex } from "./series-index.ts";
import { storeFault } from "./sqlite.ts";

/** An open store: what its parts share. */
export interface Embedded {
  readonly folder: string;
  readonly index: SeriesIndex;
  readonly newest: Newest;
  readonly names: IndexFile;
  readonly raw: RawFiles;
  readonly rolls: readonly RollFiles[];
  readonly damages: Damage[];
  readonly now: () => number;
  /** What heads are made of. */
  readonly pages: Pages;
  /** Takes what is written now. */
  active: Head;
  /** Being put into chunks; its batches are in the journal until it is. */
  frozen: Head | undefined;
  /** Sequence of the newest batch given out. */
  sequence: number;
  /** Raw samples before it are gone and come no more; only roll-ups tell of that time. UTC ms. */
  rawFloorMs: number;
  /** Rises whenever fields are forgotten: ids kept elsewhere have to be looked up again. */
  forgotten: number;
  isOpen: boolean;
}

export function assertOpen(store: Embedded): void {
  if (store.isOpen) return;
  throw new HaidangError("store_unavailable", `the series store ${store.folder} is closed`);
}

/** Runs `work` on an open store; what fails in it is worded for callers. */
export function guarded<T>(store: Embedded, work: () => T): T {
  assertOpen(store);
  try {
    return work();
  } catch (error) {
    throw storeFault(store.folder, error);
  }
}

/** Longest that reading or tidying keeps all others waiting, ms. */
const turnMs = 12;

/** Lets others have their turn when this work has had its own for long enough. */
export function createTurns(): () => Promise<void> | undefined {
  let beganMs = performance.now();
  return () => {
    if (performance.now() - beganMs < turnMs) return undefined;
    return setImmediate().then(() => {
      beganMs = performance.now();
    });
  };
}

/** Whether a field's values are places in texts; undefined for a field that is no more. */
export function textFields(index: SeriesIndex): (field: number) => boolean | undefined {
  return (id) => {
    const field = index.field(id);
    return field === undefined ? undefined : field.type === "string";
  };
}
