import type {
  Conference,
  QualityPoint,
  QualitySpread,
  RequiredQuality,
} from "@haidang/contract/conference.ts";
import type { World } from "../inventory/world.ts";
import type { Period } from "../state/timeline.ts";
import type { Series, SeriesStore } from "../store/series.ts";
import type { VideoObject } from "./participant.ts";
import { linksBySite } from "./path.ts";

const minuteMs = 60_000;
/** A call that ends so shortly before the meeting's planned end was not lost: people were done. */
const doneEarlyMin = 5;

/** What was seen of one minute; a field is absent when nothing told of it. */
export interface Minute {
  lossPct?: number;
  jitterMs?: number;
  rttMs?: number;
  inCall?: boolean;
}

export type Minutes = Omit<QualityPoint, "id" | "name" | "unit" | "unitName" | "measured">;

/** The minutes of a meeting that have passed, in order: what they come to. */
export function judgeMinutes(
  minutes: readonly Minute[],
  quality: RequiredQuality,
  ofMeeting: number,
): Minutes {
  const kinds = minutes.map((minute) => kindOf(minute, quality));
  const count = (kind: (typeof kinds)[number]) => kinds.filter((one) => one === kind).length;
  const values = (field: "lossPct" | "jitterMs" | "rttMs") =>
    minutes.map((minute) => minute[field]).filter((value) => value !== undefined);
  return {
    goodMin: count("good"),
    poorMin: count("poor"),
    lostMin: count("lost"),
    unknownMin: count("unknown"),
    drops: dropsOf(minutes, kinds, ofMeeting),
    lossPct: spreadOf(values("lossPct")),
    jitterMs: spreadOf(values("jitterMs")),
    rttMs: spreadOf(values("rttMs")),
  };
}

type Kind = "good" | "poor" | "lost" | "unknown";

function kindOf({ lossPct, jitterMs = 0, rttMs = 0 }: Minute, quality: RequiredQuality): Kind {
  if (lossPct === undefined) return "unknown";
  if (lossPct >= 100) return "lost";
  const isPoor = lossPct > quality.lossPct || jitterMs > quality.jitterMs || rttMs > quality.rttMs;
  return isPoor ? "poor" : "good";
}

function dropsOf(minutes: readonly Minute[], kinds: readonly Kind[], ofMeeting: number): number {
  const lost = kinds.filter((kind, at) => kind === "lost" && kinds[at - 1] !== "lost").length;
  let called = false;
  let ended = 0;
  for (const [at, { inCall }] of minutes.entries()) {
    const isLost = kinds[at] === "lost" || kinds[at - 1] === "lost";
    if (called && inCall === false && !isLost && at < ofMeeting - doneEarlyMin) ended += 1;
    called = inCall ?? called;
  }
  return lost + ended;
}

function spreadOf(values: readonly number[]): QualitySpread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? null };
}

/** Worst first: the minutes people heard or saw it. */
export function worstFirst(points: readonly QualityPoint[]): QualityPoint[] {
  return points.toSorted(
    (a, b) => b.lostMin - a.lostMin || b.poorMin - a.poorMin || b.unknownMin - a.unknownMin,
  );
}

/** What was measured of each point in the meeting so far. */
export async function qualityOf(
  { series, world }: { series: SeriesStore; world: World },
  points: readonly VideoObject[],
  conference: Conference,
  period: Period,
): Promise<QualityPoint[]> {
  const kinds = points.every(({ item }) => item.ping) ? ["video"] : ["video", "link"];
  const found = await readMinutes(series, kinds, period);
  const linksAt = linksBySite(world);
  const count = Math.max(0, Math.floor((period.toMs - period.fromMs) / minuteMs));
  const first = Math.floor(period.fromMs / minuteMs);
  return points.map((point) => {
    const { id, name, unit } = point;
    const line = linksAt.get(point.item.site)?.[0];
    const isPoint = point.item.ping || line === undefined;
    const network = found.get(isPoint ? point.key : line.key);
    const call = found.get(`call/${id}`);
    const minutes = Array.from({ length: count }, (_, at) =>
      together(network?.get(first + at), call?.get(first + at)),
    );
    return {
      ...{ id, name, unit: unit ?? null },
      unitName: (unit === undefined ? undefined : world.objects.get(`unit/${unit}`)?.name) ?? null,
      ...judgeMinutes(minutes, conference.quality, conference.durationMin),
      measured: isPoint ? "point" : "line",
    };
  });
}

/** What the point itself heard of its call counts too, where it is worse. */
function together(network: Minute = {}, call: Minute = {}): Minute {
  const worse = (a: number | undefined, b: number | undefined) => (a === undefined ? b : Math.max(a, b ?? 0));
  const lossPct = worse(network.lossPct, call.lossPct);
  const jitterMs = worse(network.jitterMs, call.jitterMs);
  return {
    ...(lossPct === undefined ? {} : { lossPct }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
    ...(network.rttMs === undefined ? {} : { rttMs: network.rttMs }),
    ...(call.inCall === undefined ? {} : { inCall: call.inCall }),
  };
}

type Figure = "lossPct" | "jitterMs" | "rttMs";
const echoFields: ReadonlyMap<string, Figure> = new Map([
  ["lossPct", "lossPct"],
  ["jitterMs", "jitterMs"],
  ["rttP50Ms", "rttMs"],
]);
const callFields: ReadonlyMap<string, Figure> = new Map([
  ["inLossPct", "lossPct"],
  ["outLossPct", "lossPct"],
  ["inJitterMs", "jitterMs"],
  ["outJitterMs", "jitterMs"],
]);

/** By `video/<id>`, `link/<id>` and `call/<id>`, by the minute since the epoch. */
async function readMinutes(
  series: SeriesStore,
  kinds: readonly string[],
  period: Period,
): Promise<Map<string, Map<number, Minute>>> {
  const found = new Map<string, Map<number, Minute>>();
  const minuteAt = (key: string, timeMs: number): Minute => {
    const of = found.get(key) ?? new Map<number, Minute>();
    found.set(key, of);
    const minute = of.get(timeMs / minuteMs) ?? {};
    of.set(timeMs / minuteMs, minute);
    return minute;
  };
  if (period.toMs <= period.fromMs) return found;
  const read = (measurement: string, fields: readonly string[], kind: string, by: "mean" | "max" | "last") =>
    series.aggregate({ measurement, fields, tags: { kind } }, period, { stepMs: minuteMs, by });
  const keep = (answer: readonly Series[], figures: ReadonlyMap<string, Figure>, prefix: string) => {
    for (const { field, tags, samples } of answer) {
      const figure = figures.get(field);
      for (const { timeMs, value } of samples) {
        if (typeof value !== "number" || figure === undefined) continue;
        const minute = minuteAt(`${prefix}/${tags["id"] ?? ""}`, timeMs);
        minute[figure] = Math.max(value, minute[figure] ?? 0);
      }
    }
  };
  for (const kind of kinds) keep(await read("icmp", [...echoFields.keys()], kind, "mean"), echoFields, kind);
  keep(await read("videoApi", [...callFields.keys()], "video", "max"), callFields, "call");
  for (const { tags, samples } of await read("videoApi", ["inCall"], "video", "last")) {
    for (const { timeMs, value } of samples)
      if (typeof value === "boolean") minuteAt(`call/${tags["id"] ?? ""}`, timeMs).inCall = value;
  }
  return found;
}
