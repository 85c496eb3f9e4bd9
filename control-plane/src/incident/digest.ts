import type { IncidentEvent } from "@haidang/contract/incident.ts";
import { objectKey } from "@haidang/contract/object.ts";
import type { World } from "../inventory/world.ts";
import { openLedger } from "../state/ledger.ts";
import type { Memory } from "../state/memory.ts";
import type { Period } from "../state/timeline.ts";
import type { Assignment } from "../store/ledger-records.ts";

/** An agent that came back after a silence, and brings what it measured meanwhile. */
export interface Return {
  agent: string;
  incident: string;
  cutMs: number;
  backMs: number;
  /** When the last late news came; null before any. */
  lateMs: number | null;
  /** Known from before a restart: whether late news came is not, so that only what they hold is told. */
  recalled?: true;
}

/** So long after the last late news the backlog counts as in, ms. */
const backlogQuietMs = 30_000;
/** However much is still to come, people are told by then, ms. */
const digestByMs = 600_000;
/** Lines of one digest; the rest is counted. */
const mostLines = 20;

export type DigestState = "wait" | "tell" | "nothing";

export function digestState({ backMs, lateMs }: Return, nowMs: number): DigestState {
  if (nowMs - backMs >= digestByMs) return lateMs === null ? "nothing" : "tell";
  return lateMs !== null && nowMs - lateMs >= backlogQuietMs ? "tell" : "wait";
}

interface Line {
  name: string;
  subject: string;
  fromMs: number;
  toMs: number;
}

/** What was down for a while within a silence, all of it past: told in one piece instead of incident by incident. */
export function digestValues(
  memory: Memory,
  assignments: readonly Assignment[],
  { cutMs, backMs, agent }: Return,
  nowMs: number,
): IncidentEvent["values"] {
  const lines = outagesWithin({ memory, assignments }, { fromMs: cutMs, toMs: backMs }, nowMs);
  const shown = lines.slice(0, mostLines).flatMap(({ name, subject, fromMs, toMs }, at) => [
    [`name${at + 1}`, name],
    [`subject${at + 1}`, subject],
    [`fromMs${at + 1}`, fromMs],
    [`toMs${at + 1}`, toMs],
  ]);
  return { agent, fromMs: cutMs, toMs: backMs, outages: lines.length, ...Object.fromEntries(shown) };
}

function outagesWithin(
  { memory, assignments }: { memory: Memory; assignments: readonly Assignment[] },
  period: Period,
  nowMs: number,
): Line[] {
  const ledger = openLedger(memory, { period, nowMs });
  const keys = new Set(assignments.map(({ check }) => objectKey(check.target)));
  return [...keys]
    .flatMap((key) =>
      ledger
        .timeline(key)
        .filter(({ class: name }) => name === "down")
        .map(({ fromMs, toMs }) => ({ name: nameOf(memory.world, key), subject: key, fromMs, toMs })),
    )
    .toSorted((a, b) => a.fromMs - b.fromMs);
}

function nameOf(world: World, key: ReturnType<typeof objectKey>): string {
  return world.objects.get(key)?.name ?? key;
}
