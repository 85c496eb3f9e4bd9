import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { inventorySchema, type ObjectKey } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { Interval, ObjectStatus, State } from "@haidang/contract/state.ts";
import { expect } from "vitest";
import type { z } from "zod";
import { assignChecks } from "../inventory/checks.ts";
import { buildWorld } from "../inventory/world.ts";
import type { Assignment } from "../store/ledger-records.ts";
import type { Neighbour } from "../store/neighbours.ts";
import type { RecordStore } from "../store/records.ts";
import { openAssignments } from "./assignments.ts";
import { createEngine } from "./engine.ts";
import type { Observation } from "./judge.ts";
import { openLedger } from "./ledger.ts";
import { presentMemory } from "./memory.ts";
import { createPast } from "./past.ts";
import { policyOf } from "./policy.ts";
import { keepKnown } from "./revise.ts";
import { diffRuns, placeObservation } from "./run.ts";

import { toStretches } from "./stretches.ts";

/** An engine over an inventory, its ledger in memory, every time given by the test. */
export function openScriptedEngine(
  records: RecordStore,
  written: z.input<typeof inventorySchema>,
  agents: readonly string[] = ["hub"],
  neighbours: readonly Neighbour[] = [],
) {
  const assignments = openAssignments(records);
  const world = buildWorld(inventorySchema.parse(written), [], undefined, neighbours);
  const { byAgent } = assignChecks(
    world,
    agents.map((id) => ({ id, hub: id === agents[0] })),
  );
  assignments.sync(byAgent, 0);
  const engine = createEngine(records, assignments);
  engine.setWorld(world, 0);
  const past = createPast(records, assignments);
  const told: ObjectStatus[] = [];
  engine.subscribe((status) => told.push(status));

  function assignmentOf(check: string, agent?: string): Assignment {
    const found = assignments
      .active()
      .find((one) => one.check.id === check && (agent ?? one.agent) === one.agent);
    if (found === undefined) throw new Error(`there is no check ${check}`);
    return found;
  }

  function remember(assignment: Assignment, seen: Observation, nowMs: number): void {
    const before = records.runs.around(assignment.assignment, 0, nowMs + 1);
    const policy = policyOf(assignment.check);
    const placed = placeObservation(before, seen, policy.freshnessMs);
    if ("cut" in placed) throw new Error("results of a script come in order");
    const change = diffRuns(before, placed.runs);
    records.runs.replace(assignment.assignment, keepKnown(change, nowMs, { edgeMs: 0, attempts: 1 }));
  }

  return {
    engine,
    world,
    told,
    /** One observation of one check, at its time; `nowMs` when it arrived later. */
    see(check: string, timeMs: number, state: State, more: { reason?: Reason; nowMs?: number } = {}): void {
      const assignment = assignmentOf(check);
      const seen: Observation = {
        timeMs,
        state,
        reason: more.reason ?? (state === "down" ? "no_reply" : null),
      };
      const nowMs = more.nowMs ?? timeMs;
      remember(assignment, seen, nowMs);
      engine.observe(assignment, [seen], nowMs);
    },
    status(key: ObjectKey): ObjectStatus {
      const status = engine.status(key);
      if (status === undefined) throw new Error(`there is no ${key}`);
      return status;
    },
    plan(window: MaintenanceWindow, nowMs: number): void {
      records.maintenance.add(window);
      engine.replan(nowMs);
    },
    explained(key: ObjectKey, toMs: number): readonly Interval[] {
      const memory = presentMemory(records, world, assignments);
      return openLedger(memory, { period: { fromMs: 0, toMs }, nowMs: toMs }).explained(key);
    },
    /** Compares what is remembered of the settled past with what all results say. */
    async expectRemembered(key: ObjectKey, nowMs: number): Promise<void> {
      const period = { fromMs: 0, toMs: nowMs };
      await past.read({ world, keys: [key], period, nowMs }, (_key, stretches) => {
        const whole = openLedger(presentMemory(records, world, assignments), { period, nowMs }).timeline(key);
        expect(stretches).toEqual(toStretches(whole, period));
      });
    },
    /** What was told of whom since it was asked last. */
    news(): ObjectStatus[] {
      return told.splice(0);
    },
  };
}
