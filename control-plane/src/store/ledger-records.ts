import type { Check } from "@haidang/contract/check.ts";
import type { Inventory, ObjectRef } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { Revision } from "@haidang/contract/revision.ts";
import type { State } from "@haidang/contract/state.ts";

export interface InventoryRecord {
  revision: number;
  appliedMs: number;
  by: string;
  inventory: Inventory;
}

export interface InventoryRecords {
  current(): InventoryRecord | undefined;
  get(revision: number): InventoryRecord | undefined;
  /** The one that was in force until a revision came. */
  before(revision: number): InventoryRecord | undefined;
  newest(limit: number): Array<Omit<InventoryRecord, "inventory">>;
  /** The one in force at an instant. */
  at(atMs: number): InventoryRecord | undefined;
  /** When, after `fromMs` and before `toMs`, an inventory came into force that was another than the one before. */
  changesBetween(fromMs: number, toMs: number): number[];
  /** When the first one came into force. */
  firstMs(): number | undefined;
  /** Appends a revision; older ones stay. */
  append(record: Omit<InventoryRecord, "revision">): number;
}

/** A check given to an agent for a while. Giving it again later is another assignment. */
export interface Assignment {
  assignment: number;
  agent: string;
  check: Check;
  fromMs: number;
  /** Null while it holds. */
  toMs: number | null;
}

/** What of a check says for how long a result speaks. */
export type CheckPace = Pick<Check, "intervalMs" | "timeoutMs">;

export interface CheckRecords {
  /** All that ever held, oldest first. */
  list(): Assignment[];
  assign(agent: string, check: Check, fromMs: number): Assignment;
  /** The same check with other settings: history goes on, and the pace it had until now is kept. */
  update(assignment: number, check: Check, nowMs: number): void;
  /** The pace of checks as it was at an instant, of those that have another now; by assignment. */
  pacesAt(atMs: number): Map<number, CheckPace>;
  retire(assignment: number, toMs: number): void;
}

/** Consecutive results of one assignment that say the same, no two further apart than its freshness. */
export interface Run {
  firstMs: number;
  lastMs: number;
  state: State;
  reason: Reason | null;
  /** Results in the run, counted up to `runCountLimit`. */
  count: number;
}
export const runCountLimit = 255;

/** As many results that say the same confirm whatever any check asks. */
export const certainCount = 3;

/** What such a run says holds whatever came before or after it; the others may be attempts not confirmed yet. */
export function isCertain({ state, count }: Pick<Run, "state" | "count">): boolean {
  return state === "up" || state === "unknown" || count >= certainCount;
}

export interface RunReplaced {
  remove: readonly Run[];
  add: readonly Run[];
}
export type RunListener = (assignment: number, change: RunReplaced) => void;

/** A run with the time since when it is known, UTC ms; what it grew by at its end since then was never news. */
export interface KnownRun extends Run {
  knownMs: number;
}

/** A run that turned out otherwise: what was known from `knownMs` until `untilMs`. */
export interface PastRun extends KnownRun {
  untilMs: number;
}

export interface RunRecords {
  /**
   * Runs that touch `[fromMs, toMs]`, and those on each side up to the nearest certain one, so that what they say of
   * the period is what all runs say of it; in time order.
   */
  around(assignment: number, fromMs: number, toMs: number): KnownRun[];
  /** The same as it would have been answered at `knownMs`. */
  aroundAsKnown(assignment: number, fromMs: number, toMs: number, knownMs: number): Run[];
  /** `around` of many assignments at once; those without runs are absent. */
  aroundMany(assignments: readonly number[], fromMs: number, toMs: number): Map<number, Run[]>;
  /** Last result of the nearest certain run that began before `atMs`. */
  certainBefore(assignment: number, atMs: number): number | undefined;
  /** Called before each replacement; it may still be undone with its transaction. */
  onReplace(listener: RunListener): void;
  replace(
    assignment: number,
    change: { remove: readonly Run[]; add: readonly KnownRun[]; past: readonly PastRun[] },
  ): void;
  /** How many runs are kept only for what was known before. */
  past(assignment: number): number;
  latest(assignment: number): Run | undefined;
  /** True once any result was up or degraded. */
  answered(assignment: number): boolean;
}

export interface RevisionRecords {
  append(revision: Revision): void;
  /** The last one of an object and check, with its number. */
  last(object: ObjectRef, check: string): { entry: number; revision: Revision } | undefined;
  replace(entry: number, revision: Revision): void;
  /** Those of some objects that touch the period, newest first. */
  list(objects: readonly ObjectRef[], period: { fromMs: number; toMs: number }, limit: number): Revision[];
}
