import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Interval } from "@haidang/contract/state.ts";
import type { Engine } from "../state/engine.ts";
import { openLedger } from "../state/ledger.ts";
import type { Memory } from "../state/memory.ts";

/** What others were when something fell silent, by the ledger: right also for outages long past. */
export interface Fates {
  /** Its outage that was there, or began soon after; `together`: it began with the silence, not before it. */
  down(key: ObjectKey): { atMs: number; together: boolean; reason: Interval["reason"] } | undefined;
  /** It answered after the silence began. */
  answers(key: ObjectKey): boolean;
}

/** What falls within this of each other fell together: the slowest echo checks find out within it, ms. */
export const togetherMs = 30_000;
/** How long after the beginning others are looked at, ms. */
const soonMs = 10_000;

export function openFates(
  { memory, engine }: { memory: Memory; engine: Pick<Engine, "status"> },
  startsMs: number,
  nowMs: number,
): Fates {
  const period = { fromMs: startsMs - 120_000, toMs: Math.min(nowMs, startsMs + togetherMs + 15_000) };
  const ledger = openLedger(memory, { period, nowMs });
  const atMs = Math.min(nowMs - 1, startsMs + soonMs);
  const members = (key: ObjectKey) => memory.world.members.get(key);

  function answers(key: ObjectKey): boolean {
    const own = members(key);
    if (own !== undefined) return own.some(answers);
    const lastMs = engine.status(key)?.lastResultMs ?? null;
    // up until the next result says otherwise is no answer
    if (lastMs === null || lastMs <= startsMs + 1000) return false;
    const then = ledger.timeline(key).find(({ fromMs, toMs }) => fromMs <= atMs && toMs > atMs);
    return then?.class === "up" || then?.class === "degraded";
  }

  return {
    down(key) {
      const lost = ledger.timeline(key).findLast(({ class: name, fromMs, toMs }) => {
        return name === "down" && toMs > startsMs && fromMs <= startsMs + togetherMs;
      });
      if (lost === undefined) return undefined;
      return {
        atMs: lost.fromMs,
        together: Math.abs(lost.fromMs - startsMs) <= togetherMs,
        reason: lost.reason,
      };
    },
    answers,
  };
}
