import type { Check, ProbeName } from "@haidang/contract/check.ts";
import { agentAt, measurerOf } from "./topology.ts";
import type { World, WorldObject } from "./world.ts";

/**
 * Reads what takes most of a line, no oftener than this while the line is spared, ms. Echo requests, ports and signalling
 * go on as they are: they are small, and what a meeting is judged by.
 */
const easedMs: ReadonlyMap<ProbeName, number> = new Map([
  ["snmp", 120_000],
  ["path", 3_600_000],
]);

/** A check of something at a site whose lines are spared, where it is asked from elsewhere; other checks as they are. */
export function withEase(
  check: Check,
  object: WorldObject,
  { objects }: Pick<World, "objects">,
  sites: ReadonlySet<string>,
): Check {
  const leastMs = easedMs.get(check.probe);
  const site = "site" in object.item ? object.item.site : undefined;
  if (leastMs === undefined || site === undefined || !sites.has(site)) return check;
  const own = agentAt(site, objects);
  if (own !== undefined && own === measurerOf(object, objects)) return check;
  return { ...check, intervalMs: Math.max(check.intervalMs, leastMs) };
}
