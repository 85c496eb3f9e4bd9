import { countsOfNone, type Status } from "@haidang/contract/api.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";

/** Counts whose parts add up to their totals, from one look at everything. */
export function statusOf(objects: ObjectStatus[], agents: Status["agents"]): Status {
  const counts = countsOfNone();
  for (const { kind, class: instantClass } of objects) {
    counts[kind].total += 1;
    counts[kind][instantClass] += 1;
  }
  return { counts, agents, objects };
}
