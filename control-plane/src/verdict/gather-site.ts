import { objectKey } from "@haidang/contract/object.ts";
import type { WorldObject } from "../inventory/world.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { Spell } from "../store/incident-records.ts";
import type { AgentFacts, MachineSign, OutageFacts, PowerSign, Seen } from "./facts.ts";
import type { Spells } from "./spells.ts";

/** One silence, and where its traces are looked for. */
export interface Silence {
  spells: Spells;
  startsMs: number;
  endsMs: number | null;
  nowMs: number;
}

/** A UPS seldom lasts longer, ms: what it said before that has another cause. */
const batteryMs = 4 * 3_600_000;
/** A machine is back, and told so, within this of the end of its silence, ms. */
export const returnMs = 120_000;
/** An agent is heard at least so often; until then its silence says nothing, ms. */
const heardEveryMs = 12_000;
/** Batches on their way when the line broke arrive within this, ms. */
export const onTheWayMs = 5_000;
/** Shorter silences are shorter than what lies between two measurements, ms. */
const tellingMs = 20_000;
/** A battery carries a site for longer than this: with mains so shortly before its silence, power was not why, ms. */
const carriedMs = 90_000;
/** From so much of the outage on, readings of the site tell of all of it, %. */
const mostlyPct = 50;

export function seenOf({ kind, id, name }: WorldObject, atMs: number): Seen {
  return { subject: { kind, id }, name, atMs };
}

const untilMs = ({ endsMs, nowMs }: Silence) => endsMs ?? nowMs;

/** What is known of an agent over a silence; `isMeasurer` when it found the silence itself. */
export function agentFacts(
  { id, facts, lastSeenMs }: AgentRecord,
  silence: Silence,
  isMeasurer: boolean,
): AgentFacts {
  const { spells, startsMs, endsMs, nowMs } = silence;
  const subject = { kind: "agent", id } as const;
  const key = `agent/${id}`;
  const toMs = untilMs(silence);
  const seenMs = lastSeenMs ?? 0;
  const [silent] = spells.between(key, "silence", startsMs, toMs + 1);
  const isBack = endsMs !== null || seenMs > startsMs + onTheWayMs;
  const wasHeard = endsMs === null ? seenMs > startsMs + onTheWayMs : seenMs >= endsMs;
  const isLong = toMs - startsMs > tellingMs + heardEveryMs;
  const shipping = wasHeard && silent === undefined && (endsMs === null || isLong);
  const quietMs = endsMs === null && nowMs - seenMs > heardEveryMs ? seenMs : null;
  const began = spells.between(key, "process", startsMs, toMs + returnMs).at(-1);
  const boot = bootsOf(spells, key).find((atMs) => atMs > startsMs && atMs <= toMs + returnMs);
  const startedMs = facts?.startedMs;
  const ranThrough = endsMs !== null && seenMs >= endsMs + tellingMs;
  return {
    subject,
    name: id,
    atMs: startsMs,
    isMeasurer,
    shippingMs: shipping ? Math.max(startsMs, Math.min(seenMs, toMs)) : null,
    silentMs: silent?.fromMs ?? (shipping ? null : quietMs),
    measuredPct: isBack && toMs - startsMs >= tellingMs ? measuredPct(silence, key) : null,
    restartedMs: began !== undefined && began.fromMs > startsMs ? began.fromMs : null,
    bootedMs: boot ?? null,
    ranThroughMs: ranThrough && startedMs !== undefined && startedMs < startsMs ? endsMs : null,
  };
}

function measuredPct(silence: Silence, key: string): number {
  const { spells, startsMs } = silence;
  const toMs = untilMs(silence);
  const covered = spells
    .between(key, "measured", startsMs, toMs)
    .reduce((sum, spell) => sum + Math.min(spell.toMs, toMs) - Math.max(spell.fromMs, startsMs), 0);
  return Math.round((covered / Math.max(1, toMs - startsMs)) * 100);
}

const bootsOf = (spells: Spells, key: string) =>
  spells.between(key, "boot", 0, Number.POSITIVE_INFINITY).map(({ value }) => Number(value));

/** Whether somebody at the site went on measuring and told it, so that readings tell of the outage itself. */
export function toldFromWithin(agent: AgentFacts | undefined): boolean {
  return agent !== undefined && (agent.shippingMs !== null || (agent.measuredPct ?? 0) >= mostlyPct);
}

export function powerSigns(devices: readonly WorldObject[], silence: Silence, isTold: boolean): PowerSign[] {
  const { spells, startsMs } = silence;
  const toMs = untilMs(silence);
  return devices.flatMap((device): PowerSign[] => {
    const key = objectKey(device);
    const feeds = spells.between(key, "feed", startsMs - batteryMs, toMs);
    const before = feeds.findLast(({ fromMs }) => fromMs <= startsMs + returnMs / 2);
    const traps = spells
      .between(key, "trap", startsMs - batteryMs, toMs + returnMs)
      .filter(({ value }) => value !== "coldStart");
    const power = traps.findLast(({ fromMs }) => fromMs <= startsMs + returnMs / 2);
    const signs: PowerSign[] = [];
    if (before !== undefined && before.value !== "mains") {
      const sign = before.value === "low" ? "battery_low" : "on_battery";
      signs.push({ ...seenOf(device, before.fromMs), sign });
    } else if (isTold && before !== undefined && before.toMs > startsMs && feeds.at(-1) === before) {
      signs.push({ ...seenOf(device, startsMs), sign: "on_mains" });
    } else if (before !== undefined && startsMs - before.toMs <= carriedMs && before.fromMs < startsMs) {
      signs.push({ ...seenOf(device, Math.min(before.toMs, startsMs)), sign: "on_mains_before" });
    }
    if (power !== undefined && power.value !== "powerRestored") {
      signs.push({ ...seenOf(device, power.fromMs), sign: "mains_lost", trap: power.value });
    }
    return signs;
  });
}

/** `far` are the devices the silent link ends at. */
export function machineSigns(
  devices: readonly WorldObject[],
  silence: Silence,
  far: ReadonlySet<string>,
): MachineSign[] {
  const { spells, startsMs, endsMs } = silence;
  const toMs = untilMs(silence);
  return devices.flatMap((device): MachineSign[] => {
    const key = objectKey(device);
    const isSubject = far.has(key);
    const within = (atMs: number) => atMs > startsMs - onTheWayMs && atMs <= toMs + returnMs;
    const booted = bootsOf(spells, key).find(within);
    const told = spells.between(key, "trap", startsMs, toMs + returnMs);
    const cold = booted ?? told.find(({ value }) => value === "coldStart")?.fromMs;
    if (cold !== undefined) return [{ ...seenOf(device, cold), booted: true, isSubject }];
    const last: Spell | undefined = spells.at(key, "boot", Number.POSITIVE_INFINITY);
    if (last === undefined || endsMs === null || last.toMs < endsMs || Number(last.value) >= startsMs)
      return [];
    return [{ ...seenOf(device, last.toMs), booted: false, isSubject }];
  });
}

export function lastPath(link: WorldObject, silence: Silence): OutageFacts["path"] {
  const { spells, startsMs } = silence;
  const last = spells.between(objectKey(link), "path", startsMs - onTheWayMs, untilMs(silence) + 1).at(-1);
  const [hop = "", address = ""] = last?.value.split(" ") ?? [];
  if (last === undefined || address === "") return undefined;
  return { ...seenOf(link, last.fromMs), hop: Number(hop), address };
}
