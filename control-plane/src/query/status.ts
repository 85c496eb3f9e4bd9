import type { StateCounts, Status } from "@haidang/contract/api.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";

const none: StateCounts = {
  total: 0,
  up: 0,
  degraded: 0,
  down: 0,
  unknown: 0,
  maintenance: 0,
  unmonitored: 0,
  outOfPeriod: 0,
};

/** Counts whose parts add up to their totals, from one look at everything. */
export function statusOf(objects: ObjectStatus[], agents: Status["agents"]): Status {
  const counts = Object.fromEntries(objectKinds.map((kind) => [kind, { ...none }])) as Status["counts"];
  for (const { kind, class: instantClass } of objects) {
    counts[kind].total += 1;
    counts[kind][instantClass] += 1;
  }
  return { counts, agents, objects };
}
