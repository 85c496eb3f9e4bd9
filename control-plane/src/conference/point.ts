import type { PointFigures, ReadinessPoint } from "@haidang/contract/conference.ts";
import type { World } from "../inventory/world.ts";
import { judgePoint, type Meeting, type PointFacts } from "./judge.ts";
import type { VideoObject } from "./participant.ts";

/** A point as it came out, with what was seen of it. */
export function pointOf(
  { id, name, unit, item }: VideoObject,
  facts: PointFacts,
  { world, meeting }: { world: World; meeting: Meeting },
): ReadinessPoint {
  return {
    ...{ id, name, kind: item.kind, site: item.site },
    siteName: world.objects.get(`site/${item.site}`)?.name ?? item.site,
    unit: unit ?? null,
    unitName: (unit === undefined ? undefined : world.objects.get(`unit/${unit}`)?.name) ?? null,
    ...judgePoint(facts, meeting),
    figures: figuresOf(facts),
  };
}

function figuresOf({ spans, line, ups, room }: PointFacts): PointFigures {
  const least = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  return {
    lossPct: spans.now?.lossPct ?? null,
    jitterMs: spans.now?.jitterMs ?? null,
    rttMs: spans.now?.rttMs ?? null,
    freeBps: line === null || line.busyBps === null ? null : Math.max(0, line.cirBps - line.busyBps),
    neededBps: line?.neededBps ?? null,
    runtimeMin: least(ups.map(({ runtimeMin }) => runtimeMin)),
    chargePct: least(ups.map(({ chargePct }) => chargePct)),
    registered: room.registered,
    inCall: room.inCall,
  };
}

/** A point that a meeting names and the inventory does not have. */
export function missingPoint(id: string): ReadinessPoint {
  return {
    ...{ id, name: id, kind: "endpoint", site: "", siteName: "", unit: null, unitName: null },
    colour: "unknown",
    layers: { network: "unknown", power: "unwatched", room: "unknown", plan: "green" },
    findings: [{ code: "not_in_inventory", layer: "plan", colour: "unknown" }],
    figures: {
      ...{ lossPct: null, jitterMs: null, rttMs: null, freeBps: null, neededBps: null, runtimeMin: null },
      ...{ chargePct: null, registered: null, inCall: null },
    },
  };
}
