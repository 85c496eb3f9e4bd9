import {
  compareColour,
  type FigureSpan,
  type Finding,
  type LayerState,
  poorFactor,
  type ReadinessColour,
  type ReadinessLayer,
  type RequiredQuality,
  readinessLayers,
  readinessLimits,
} from "@haidang/contract/conference.ts";
import type { ObjectRef } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { State } from "@haidang/contract/state.ts";

type Named = ObjectRef & { name: string };

/** Figures of one span: the worst but one step, so that one bad step alone says nothing. */
export interface Spread {
  lossPct: number | null;
  jitterMs: number | null;
  rttMs: number | null;
}

/** Something that is down on the way to a point. */
export interface Lost {
  subject: Named;
  sinceMs: number | null;
  carrier?: string | undefined;
  incident?: string | undefined;
}

export interface UpsFacts {
  device: Named;
  /** Null while it cannot be read; `readMs` is then when it last could. */
  feed: "mains" | "battery" | "low" | null;
  readMs: number;
  runtimeMin: number | null;
  chargePct: number | null;
}

/** Planned work on the way to a point; `cuts` when nothing else leads there. */
export interface WorkFacts {
  subject: Named;
  reason: string;
  fromMs: number;
  toMs: number;
  cuts: boolean;
}

/** All that is known of a point when a meeting is judged. */
export interface PointFacts {
  /** What takes the point away altogether. */
  lost: Lost | null;
  /** Lines of its site that are down while another carries it. */
  waysLost: readonly Lost[];
  /** Lines of its site, or the point, that change too often. */
  flapping: readonly Named[];
  /** Absent spans have no measurements. */
  spans: { now: Spread | null; lately: Spread | null; days: readonly Spread[] };
  /** Why there are none now. */
  staleReason: Reason;
  /** Null where the inventory names no CIR; `busyBps` null where nothing tells of the traffic. */
  line: { link: Named; cirBps: number; busyBps: number | null; neededBps: number } | null;
  /** None where nothing tells of power. */
  ups: readonly UpsFacts[];
  room: {
    /** What its checks say, whatever is planned. */
    state: State | "unmonitored";
    reason: Reason | undefined;
    registered: boolean | null;
    /** Null where the point cannot tell. */
    inCall: boolean | null;
    certificateDays: number | null;
    /** The open incident of the point itself. */
    incident?: string | undefined;
  };
  works: readonly WorkFacts[];
  /** Of what is not down: those are said by what they are about. */
  incidents: ReadonlyArray<{ id: string; subject: Named }>;
}

export interface Meeting {
  startMs: number;
  endMs: number;
  quality: RequiredQuality;
  nowMs: number;
}

export interface Judged {
  colour: ReadinessColour;
  layers: Record<ReadinessLayer, LayerState>;
  findings: Finding[];
}

const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;
/** A call tells of others only when it is so near that nobody will have ended it. */
const callMattersMs = 90 * 60_000;
/** As often bad at this time of day, it will be bad again. */
const badDays = 3;

/** What keeps a point from being ready. Colours of layers, and of the point, are those of the worst finding. */
export function judgePoint(facts: PointFacts, meeting: Meeting): Judged {
  const findings = [
    ...judgeNetwork(facts, meeting),
    ...judgePower(facts, meeting),
    ...(facts.lost === null ? judgeRoom(facts, meeting) : []),
    ...judgePlan(facts, meeting),
  ].toSorted((a, b) => compareColour(a.colour, b.colour) || layerAt(a) - layerAt(b));
  const worst = (layer: ReadinessLayer): ReadinessColour =>
    findings.find((finding) => finding.layer === layer)?.colour ?? "green";
  const room = facts.lost === null ? worst("room") : "unknown";
  const power = facts.ups.length === 0 ? "unwatched" : worst("power");
  return {
    colour: findings[0]?.colour ?? "green",
    layers: { network: worst("network"), power, room, plan: worst("plan") },
    findings,
  };
}

const layerAt = ({ layer }: Finding): number => readinessLayers.indexOf(layer);

function judgeNetwork(facts: PointFacts, { quality }: Meeting): Finding[] {
  const layer = "network";
  if (facts.lost !== null) return [{ code: "unreachable", layer, colour: "red", ...lostValues(facts.lost) }];
  const ways = facts.waysLost.map(
    (way): Finding => ({ code: "way_lost", layer, colour: "amber", ...lostValues(way) }),
  );
  const flapping = facts.flapping.map(
    (subject): Finding => ({ code: "flapping", layer, colour: "amber", subject }),
  );
  // a room that is off loses every echo: that says nothing of its line
  const isOff = facts.room.state === "down";
  const spans = isOff ? { ...facts.spans, now: null } : facts.spans;
  const stale: Finding[] =
    spans.now === null && !isOff
      ? [{ code: "network_stale", layer, colour: "unknown", reason: facts.staleReason }]
      : [];
  const figures = (["lossPct", "jitterMs", "rttMs"] as const).flatMap(
    (figure) => judgeFigure(spans, figure, quality[figure]) ?? [],
  );
  return [...stale, ...ways, ...flapping, ...figures, ...judgeLine(facts.line)];
}

function lostValues({ subject, sinceMs, carrier, incident }: Lost): Partial<Finding> {
  return {
    subject,
    ...(sinceMs === null ? {} : { fromMs: sinceMs }),
    ...(carrier === undefined ? {} : { note: carrier }),
    ...(incident === undefined ? {} : { incident }),
  };
}

const codes = { lossPct: "loss", jitterMs: "jitter", rttMs: "delay" } as const;

/**
 * What is so now counts most. What was so within the last hours, or at this time of day, is worth a look; so often bad
 * at this time of day that it will be again, it is bad.
 */
function judgeFigure(
  { now, lately, days }: PointFacts["spans"],
  figure: keyof typeof codes,
  bound: number,
): Finding | undefined {
  const poor = bound * poorFactor[figure];
  const of = (spread: Spread | null) => spread?.[figure] ?? 0;
  const found = (span: FigureSpan, value: number, colour: "red" | "amber"): Finding => ({
    ...{ code: codes[figure], layer: "network", colour, span, value, bound },
  });
  if (of(now) > poor) return found("now", of(now), "red");
  const worstDay = Math.max(0, ...days.map(of));
  const poorDays = days.filter((day) => of(day) > poor).length;
  if (poorDays >= badDays && poorDays * 2 >= days.length) return found("same_hours", worstDay, "red");
  if (of(now) > bound) return found("now", of(now), "amber");
  if (of(lately) > bound) return found("lately", of(lately), "amber");
  return worstDay > bound ? found("same_hours", worstDay, "amber") : undefined;
}

function judgeLine(line: PointFacts["line"]): Finding[] {
  if (line === null) return [];
  const { link, cirBps, busyBps, neededBps } = line;
  const values = { layer: "network", subject: link, bound: neededBps / 1e6 } as const;
  if (cirBps < neededBps) return [{ code: "cir_small", colour: "red", ...values, value: cirBps / 1e6 }];
  const freeBps = Math.max(0, cirBps - (busyBps ?? 0));
  if (busyBps === null || freeBps >= neededBps) return [];
  return [{ code: "headroom", colour: "amber", ...values, value: freeBps / 1e6 }];
}

function judgePower({ ups }: PointFacts, meeting: Meeting): Finding[] {
  return ups.flatMap((one) => judgeUps(one, meeting) ?? []);
}

/** One line a UPS: that it runs on its battery goes before how full that is. */
function judgeUps(ups: UpsFacts, { nowMs, endMs }: Meeting): Finding | undefined {
  const { device: subject, feed, readMs, runtimeMin, chargePct } = ups;
  const layer = "power";
  const value = runtimeMin === null ? {} : { value: runtimeMin };
  if (feed === null) return { code: "ups_stale", layer, colour: "unknown", subject, fromMs: readMs };
  if (feed === "low") return { code: "battery_low", layer, colour: "red", subject };
  if (feed === "battery") {
    const lasts = runtimeMin !== null && nowMs + runtimeMin * 60_000 >= endMs;
    return { code: "on_battery", layer, colour: lasts ? "amber" : "red", subject, ...value };
  }
  if (runtimeMin !== null && runtimeMin < readinessLimits.runtimeMin)
    return { code: "runtime_low", layer, colour: "amber", subject, value: runtimeMin };
  if (chargePct !== null && chargePct < readinessLimits.chargePct)
    return { code: "charge_low", layer, colour: "amber", subject, value: chargePct };
  return undefined;
}

const unregistered: ReadonlySet<Reason> = new Set<Reason>([
  "not_registered",
  "sip_not_registered",
  "h323_gatekeeper_down",
]);
/** What the figures of the network, and the certificate's days, say better. */
const saidElsewhere: ReadonlySet<Reason> = new Set<Reason>([
  ...(["packet_loss", "high_latency", "high_jitter"] as const),
  ...(["certificate_expiring", "certificate_expired"] as const),
]);

function judgeRoom({ room }: PointFacts, meeting: Meeting): Finding[] {
  const layer = "room";
  const known = room.incident === undefined ? {} : { incident: room.incident };
  const reason = room.reason === undefined ? {} : { reason: room.reason };
  if (room.state === "down") return [{ code: "room_down", layer, colour: "red", ...reason, ...known }];
  if (room.state === "unknown" || room.state === "unmonitored")
    return [{ code: "room_stale", layer, colour: "unknown", reason: room.reason ?? "not_measured_yet" }];
  const degraded = room.state === "degraded" ? room.reason : undefined;
  const isUnregistered = room.registered === false || (degraded !== undefined && unregistered.has(degraded));
  const findings: Finding[] = [];
  if (isUnregistered) {
    findings.push({
      code: "not_registered",
      layer,
      colour: "red",
      reason: degraded ?? "not_registered",
      ...known,
    });
  } else if (degraded === "signalling_down") {
    findings.push({ code: "room_down", layer, colour: "red", reason: degraded, ...known });
  } else if (degraded !== undefined && !saidElsewhere.has(degraded)) {
    findings.push({ code: "room_degraded", layer, colour: "amber", reason: degraded, ...known });
  }
  return [...findings, ...judgeCertificate(room, meeting), ...judgeCall(room, meeting)];
}

function judgeCertificate({ certificateDays }: PointFacts["room"], { nowMs, endMs }: Meeting): Finding[] {
  if (certificateDays === null) return [];
  const leftAfter = certificateDays - (endMs - nowMs) / dayMs;
  if (leftAfter >= readinessLimits.certificateDays) return [];
  const colour = leftAfter < 0 ? "red" : "amber";
  return [{ code: "certificate", layer: "room", colour, value: Math.floor(certificateDays) }];
}

function judgeCall({ inCall }: PointFacts["room"], { startMs, nowMs }: Meeting): Finding[] {
  const layer = "room";
  if (nowMs >= startMs) return inCall === false ? [{ code: "not_in_call", layer, colour: "amber" }] : [];
  const isNear = startMs - nowMs <= callMattersMs;
  return isNear && inCall === true ? [{ code: "busy", layer, colour: "amber" }] : [];
}

function judgePlan({ works, incidents, lost }: PointFacts, { startMs, endMs, nowMs }: Meeting): Finding[] {
  const planned = works.flatMap(({ subject, reason, fromMs, toMs, cuts }): Finding[] => {
    const values = { layer: "plan", subject, fromMs, toMs, note: reason } as const;
    if (fromMs < endMs && toMs > startMs)
      return [{ code: "works_during", colour: cuts ? "red" : "amber", ...values }];
    const isBefore = toMs > nowMs && toMs <= startMs && startMs - toMs <= dayMs / 2 + hourMs;
    return isBefore ? [{ code: "works_before", colour: "amber", ...values }] : [];
  });
  const open = incidents
    .filter(({ id }) => id !== lost?.incident)
    .map(
      ({ id, subject }): Finding => ({
        ...{ code: "incident_open", layer: "plan", colour: "amber", subject, incident: id },
      }),
    );
  return [...planned, ...open];
}
