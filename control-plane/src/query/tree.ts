import { HaidangError } from "@haidang/contract/error.ts";
import type { UptimeOptions } from "@haidang/contract/uptime.ts";
import type { World } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import { type Memory, memoryAt, presentMemory } from "../state/memory.ts";
import type { Past } from "../state/past.ts";
import type { Period } from "../state/timeline.ts";
import type { RecordStore } from "../store/records.ts";
import { rememberedStretch, type Stretch, workedOutStretch } from "./uptime.ts";

export interface TreeSource {
  records: RecordStore;
  assignments: Assignments;
  past: Past;
  world: () => World;
  deployment: { worldAt(atMs: number, agentsMs?: number): World };
}

/** Inventories of one question: each is read and built anew. */
const mostTrees = 366;

/** The period in the parts a question wants it in: one, or one for each inventory that was in force. */
export function openStretches(
  source: TreeSource,
  period: Period,
  { nowMs, knownMs }: { nowMs: number; knownMs: number | undefined },
  { tree, annotations }: Pick<UptimeOptions, "tree" | "annotations">,
): Stretch[] {
  const { records, assignments, past, world, deployment } = source;
  const memory = (of: World): Memory =>
    knownMs === undefined ? presentMemory(records, of, assignments) : memoryAt(records, of, knownMs);
  const terms = { nowMs, annotations };
  if (tree === "current") {
    if (knownMs === undefined && !annotations) return [rememberedStretch(past, world(), period, nowMs)];
    const now = knownMs === undefined ? world() : deployment.worldAt(knownMs);
    return [workedOutStretch(memory(now), period, terms)];
  }
  return treesOf(records, period).map((part) => {
    const then = deployment.worldAt(Math.max(part.fromMs, records.inventory.firstMs() ?? 0), nowMs);
    return workedOutStretch(memory(then), part, terms);
  });
}

/** The period cut where another inventory came into force. Before the first one, that one holds. */
function treesOf(records: Pick<RecordStore, "inventory">, { fromMs, toMs }: Period): Period[] {
  const firstMs = records.inventory.firstMs() ?? 0;
  const cuts = records.inventory.changesBetween(fromMs, toMs).filter((atMs) => atMs > firstMs);
  if (cuts.length >= mostTrees) {
    throw new HaidangError("usage", `the inventory changed ${cuts.length} times in this period`, {
      hint: `ask for a period with at most ${mostTrees - 1} changes, or for the tree of today`,
    });
  }
  const edges = [fromMs, ...cuts, toMs];
  return edges.slice(1).map((endMs, at) => ({ fromMs: edges[at] ?? fromMs, toMs: endMs }));
}
