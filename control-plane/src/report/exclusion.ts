import type { ObjectKey } from "@haidang/contract/object.ts";
import { objectKey } from "@haidang/contract/object.ts";
import type { Exclusion, ReportOutage } from "@haidang/contract/report.ts";
import type { World } from "../inventory/world.ts";
import { countedOf, coveredBy, isAnnotation, occurrencesOf, windowsAt } from "../state/maintenance.ts";
import type { Period } from "../state/timeline.ts";
import type { RecordStore } from "../store/records.ts";

/** A weekly window fills a month with occurrences; of a year no more than this are listed. */
const mostOccurrences = 1000;

/** What was left out of the figures of these links, or judged by a person: who, when, why. */
export function exclusionsOf(
  records: RecordStore,
  world: World,
  { keys, period, knownMs }: { keys: ReadonlySet<ObjectKey>; period: Period; knownMs: number },
  outages: readonly ReportOutage[],
): Exclusion[] {
  return [
    ...windows(records, world, { keys, period, knownMs }),
    ...calendars(world, keys),
    ...overrules(outages),
  ];
}

function windows(
  records: RecordStore,
  world: World,
  { keys, period, knownMs }: { keys: ReadonlySet<ObjectKey>; period: Period; knownMs: number },
): Exclusion[] {
  return windowsAt(records.maintenance.list(), knownMs)
    .flatMap((window): Exclusion[] => {
      const links = coveredBy(window.scope, world).filter((key) => keys.has(key)).length;
      if (links === 0) return [];
      const name =
        "carrier" in window.scope
          ? window.scope.carrier
          : (world.objects.get(objectKey(window.scope.object))?.name ?? "");
      const said = {
        id: window.id,
        name,
        links,
        by: window.by,
        atMs: window.createdMs,
        reason: window.reason,
      };
      const counted = countedOf(window, period, false).map(
        (one): Exclusion => ({ kind: "maintenance", ...said, ...clipped(one, period) }),
      );
      const noted = occurrencesOf(window.time, period)
        .filter((one) => isAnnotation(window, one) && window.cancelled === null)
        .map((one): Exclusion => ({ kind: "annotation", ...said, ...clipped(one, period) }));
      return [...counted, ...noted];
    })
    .filter(({ fromMs, toMs }) => (toMs ?? 0) > (fromMs ?? 0))
    .slice(0, mostOccurrences);
}

function clipped({ fromMs, toMs }: Period, period: Period): Period {
  return { fromMs: Math.max(fromMs, period.fromMs), toMs: Math.min(toMs, period.toMs) };
}

function calendars(world: World, keys: ReadonlySet<ObjectKey>): Exclusion[] {
  const found = new Map<string, Exclusion>();
  for (const key of keys) {
    const calendar = world.calendars.get(key);
    if (calendar === undefined) continue;
    const known = found.get(calendar.id) ?? {
      ...{ kind: "calendar" as const, id: calendar.id, name: calendar.name, fromMs: null, toMs: null },
      ...{ links: 0, by: "", atMs: null, reason: "" },
    };
    found.set(calendar.id, { ...known, links: known.links + 1 });
  }
  return [...found.values()];
}

function overrules(outages: readonly ReportOutage[]): Exclusion[] {
  const judged = outages.filter(({ overruled }) => overruled !== null);
  return [
    ...Map.groupBy(judged, ({ incident, overruled }) => `${incident}:${overruled?.atMs}`).values(),
  ].flatMap((same) => {
    const [first] = same;
    if (first === undefined || first.overruled === null) return [];
    const { by, atMs, reason } = first.overruled;
    return [
      {
        ...{ kind: "overrule" as const, id: first.incident ?? "", name: first.name, by, atMs, reason },
        ...{ links: new Set(same.map(({ object }) => object.id)).size },
        ...{ fromMs: first.fromMs, toMs: first.toMs },
      },
    ];
  });
}
