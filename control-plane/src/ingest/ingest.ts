import type { BatchId } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey } from "@haidang/contract/object.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { World } from "../inventory/world.ts";
import type { Engine } from "../state/engine.ts";
import type { Observation } from "../state/judge.ts";
import { planRuns, type RunChange } from "../state/remember.ts";
import { keepRevision } from "../state/revise.ts";
import type { Assignment } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import type { AdmittedBatch } from "./admit.ts";
import { createJudging } from "./judge-results.ts";
import { createStoreGate } from "./store-gate.ts";
import { createTurns, type Outcome } from "./turn.ts";

export interface IncomingBatch extends AdmittedBatch {
  agent: string;
  id: BatchId;
  /** The agent never sends a lower sequence again. */
  oldest: number | undefined;
}

export interface Ingest {
  /** Resolves when every point is durable. Rejects with `store_unavailable` when the agent has to keep the batch. */
  accept(batch: IncomingBatch): Promise<void>;
  /** Called with the points of each batch that was new and is durable; of observed measurements only, see admit.ts. */
  onPoints(listener: (points: readonly Point[]) => void): void;
}

/** Settled batches still known again: a network may repeat a request after the agent has moved on. */
const rememberedBatches = 1000;

export interface IngestOptions {
  series: SeriesStore;
  records: RecordStore;
  engine: Engine;
  world: () => World;
  now: () => number;
}

export function createIngest({ series, records, engine, world, now }: IngestOptions): Ingest {
  const listeners: Array<(points: readonly Point[]) => void> = [];
  /** Discovered targets that have answered at least once; before that their silence proves nothing. */
  const answered = new Set<number>();
  const judgeResults = createJudging({ world, reasonOf: (assignment) => engine.check(assignment).reason });
  const store = createStoreGate(series, () => performance.now());
  function observe(assignment: Assignment, observations: readonly Observation[]): Observation[] {
    const object = world().objects.get(objectKey(assignment.check.target));
    let proven = object?.discovered !== true || answered.has(assignment.assignment);
    if (!proven && records.runs.answered(assignment.assignment)) proven = true;
    const seen = observations.map((observation): Observation => {
      if (observation.state === "up" || observation.state === "degraded") proven = true;
      if (proven || observation.state !== "down") return observation;
      return { timeMs: observation.timeMs, state: "unknown", reason: "never_answered" };
    });
    if (proven) answered.add(assignment.assignment);
    return seen;
  }

  /** State is judged from a refused batch all the same, and the batch remembered, so that it is judged once. */
  async function plan(batch: IncomingBatch, unavailable: HaidangError | undefined): Promise<Planned> {
    const nowMs = now();
    const isNew = !records.batches.has(batch.agent, batch.id);
    const seen = isNew ? judgeResults(batch) : new Map<Assignment, Observation[]>();
    const changes: RunChange[] = [];
    const settled: Array<[Assignment, Observation[]]> = [];
    for (const [assignment, observations] of seen) {
      const proved = observe(assignment, observations);
      changes.push(await planRuns({ records, series }, assignment, proved, nowMs));
      settled.push([assignment, proved]);
    }
    return { batch, unavailable, nowMs, isNew, changes, settled };
  }

  function save({ batch, changes, nowMs }: Planned): void {
    for (const { assignment, revision, ...replacement } of changes) {
      records.runs.replace(assignment, replacement);
      if (revision !== undefined) keepRevision(records, revision);
    }
    records.batches.add(batch.agent, batch.id, nowMs);
    if (batch.oldest !== undefined) {
      records.batches.forget(batch.agent, batch.id.boot, batch.oldest - rememberedBatches);
    }
  }

  /** False when none of it was kept, which may be the fault of one of them. */
  function saveTogether(planned: readonly Planned[]): boolean {
    if (planned.length < 2) return false;
    try {
      records.transaction(() => planned.forEach(save));
      return true;
    } catch {
      // each is tried alone next, and told its own fault then
      return false;
    }
  }

  function tell({ batch, unavailable, nowMs, isNew, settled }: Planned): void {
    for (const [assignment, observations] of settled) engine.observe(assignment, observations, nowMs);
    if (isNew) for (const listener of listeners) listener(batch.points);
    if (unavailable !== undefined) throw refusedButJudged(unavailable);
  }

  /** Of different agents, whose runs never meet: they share the commit in the store, and the one in the records. */
  async function acceptTogether(group: readonly IncomingBatch[]): Promise<Outcome[]> {
    const stored = await Promise.allSettled(group.map((batch) => store(batch.lines)));
    const planned = await Promise.allSettled(
      stored.map(async (answer, at) => {
        const batch = group[at];
        if (answer.status === "rejected") throw answer.reason;
        if (batch === undefined) throw new Error("a batch got the answer of another");
        return await plan(batch, answer.value);
      }),
    );
    const sound = planned.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const areSaved = saveTogether(sound);
    return Promise.allSettled(
      planned.map(async (one) => {
        if (one.status === "rejected") throw one.reason;
        if (!areSaved) records.transaction(() => save(one.value));
        tell(one.value);
      }),
    );
  }

  return {
    accept: createTurns({ ownerOf: ({ agent }: IncomingBatch) => agent, work: acceptTogether }),
    onPoints: (listener) => {
      listeners.push(listener);
    },
  };
}

/** A batch the store has answered for, with what its results change. */
interface Planned {
  batch: IncomingBatch;
  /** Why the store does not have it. */
  unavailable: HaidangError | undefined;
  nowMs: number;
  isNew: boolean;
  changes: RunChange[];
  settled: Array<[Assignment, Observation[]]>;
}

/** The agent then tells what is newer before it comes again with this batch. */
function refusedButJudged({ code, message, hint }: HaidangError): HaidangError {
  return new HaidangError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    details: { judged: true },
  });
}
