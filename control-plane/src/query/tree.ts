import { HaidangError } from "@haidang/contract/error.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import type { UptimeOptions } from "@haidang/contract/uptime.ts";
import { turningsOf } from "../inventory/tree/dated.ts";
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
  deployment: {
    worldAt(atMs: number, agentsMs?: number): World;
    inventoryAt(atMs: number, knownMs: number): Inventory;
    worldOf(inventory: Inventory, treeMs: number, agentsMs: number): World;
  };
}

/** Trees of one question: each is read and built anew. */
const mostTrees = 366;

/** The period in the parts a question wants it in: one, or one for each tree that was in force. */
export function openStretches(
  source: TreeSource,
  period: Period,
  { nowMs, knownMs }: { nowMs: number; knownMs: number | undefined },
  { tree, treeAsOf, annotations }: Pick<UptimeOptions, "tree" | "treeAsOf" | "annotations">,
): Stretch[] {
  const { records, assignments, past, world, deployment } = source;
  const memory = (of: World): Memory =>
    knownMs === undefined ? presentMemory(records, of, assignments) : memoryAt(records, of, knownMs);
  const terms = { nowMs, annotations };
  if (treeAsOf !== null) {
    const known = deployment.inventoryAt(nowMs, nowMs);
    return [workedOutStretch(memory(deployment.worldOf(known, Date.parse(treeAsOf), nowMs)), period, terms)];
  }
  if (tree === "current") {
    if (knownMs === undefined && !annotations) return [rememberedStretch(past, world(), period, nowMs)];
    const now = knownMs === undefined ? world() : deployment.worldAt(knownMs);
    return [workedOutStretch(memory(now), period, terms)];
  }
  const firstMs = records.inventory.firstMs() ?? 0;
  const revisions = records.inventory.changesBetween(period.fromMs, period.toMs).filter((at) => at > firstMs);
  heedLimit(revisions.length);
  const parts = cut(period, revisions).flatMap((inForce) => {
    const inventory = deployment.inventoryAt(Math.max(inForce.fromMs, firstMs), nowMs);
    return cut(inForce, turningsOf(inventory)).map((part) => ({ inventory, part }));
  });
  heedLimit(parts.length - 1);
  return parts.map(({ inventory, part }) =>
    workedOutStretch(memory(deployment.worldOf(inventory, part.fromMs, nowMs)), part, terms),
  );
}

function heedLimit(changes: number): void {
  if (changes < mostTrees) return;
  throw new HaidangError("usage", `the inventory changed ${changes} times in this period`, {
    hint: `ask for a period with at most ${mostTrees - 1} changes, or for the tree of today`,
  });
}

function cut({ fromMs, toMs }: Period, atMs: readonly number[]): Period[] {
  const edges = [fromMs, ...atMs.filter((at) => at > fromMs && at < toMs), toMs];
  return edges.slice(1).map((endMs, at) => ({ fromMs: edges[at] ?? fromMs, toMs: endMs }));
}
