import { type Conference, readinessLimits } from "@haidang/contract/conference.ts";
import type { World } from "../inventory/world.ts";
import { callsBySite, participantsOf } from "./participant.ts";
import { linksBySite } from "./path.ts";
import { endOf } from "./schedule.ts";

/** Rooms dial in before the hour, ms. */
const leadMs = 10 * 60_000;
/** A line faster than this does not feel what we ask, bit/s. */
const thinBps = 20e6;
/** A line is spared where its calls take more than this part of it. */
const sparedShare = 0.25;

/**
 * Sites whose lines are to be spared at an instant: they are in a meeting or about to be, and what their lines were
 * bought for (CIR) is little beside the calls. A site whose lines name no CIR is not one.
 */
export function sitesToEase(
  conferences: readonly Conference[],
  world: World,
  nowMs: number,
): ReadonlySet<string> {
  const eased = new Set<string>();
  const linksAt = linksBySite(world);
  for (const conference of conferences) {
    const { startMs, cancelled, participants, quality } = conference;
    if (cancelled !== null || nowMs < startMs - leadMs || nowMs >= endOf(conference)) continue;
    const calls = callsBySite(participantsOf(world, participants).points);
    for (const [site, count] of calls) {
      const cirBps = (linksAt.get(site) ?? []).reduce((sum, { item }) => sum + (item.cir ?? 0), 0);
      const callsBps = count * quality.callKbps * 1000 * readinessLimits.callOverhead;
      if (cirBps > 0 && cirBps <= thinBps && callsBps > cirBps * sparedShare) eased.add(site);
    }
  }
  return eased;
}
