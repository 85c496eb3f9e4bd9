import { pathHops } from "@haidang/contract/path.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { Spells } from "./spells.ts";

/** What of everything that arrives may become evidence, as readings. */

/** An agent measures something at least so often, ms; a longer gap is one. */
export const measuredGapMs = 15_000;
/** Devices are asked each minute or so; readings further apart do not tell of the time between, ms. */
const askedGapMs = 5 * 60_000;
/** A machine's boot as told by two readings of its uptime differs by the time they took, and by how its clock drifts. */
const bootSlackMs = 5_000;
const clockDrift = 200e-6;
/** sysUpTime counts hundredths of seconds in 32 bits (RFC 3418): after 497 days it begins again without a boot. */
const uptimeWrapMs = (2 ** 32 / 100) * 1000;

/** Traps that tell of power or of a start; all others are hints alone. */
const tellingTraps: ReadonlySet<string | undefined> = new Set([
  "coldStart",
  "upsTrapOnBattery",
  "upsOnBattery",
  "lowBattery",
  "powerRestored",
]);

/** True when a point says something new about why things may be silent. */
export function heedPoint(spells: Spells, point: Point): boolean {
  const { measurement, tags, fields, timeMs: atMs } = point;
  const subject = `${tags["kind"]}/${tags["id"]}`;
  switch (measurement) {
    case "check": {
      const by = `agent/${tags["agent"]}`;
      spells.read({ subject: by, topic: "measured", value: "on", atMs }, measuredGapMs);
      return false;
    }
    case "ups":
      return spells.read({ subject, topic: "feed", value: feedOf(fields), atMs }, askedGapMs);
    case "device":
      return typeof fields["uptimeS"] === "number" && heedUptime(spells, subject, atMs, fields["uptimeS"]);
    case "trap":
      if (!tellingTraps.has(tags["trap"])) return false;
      return spells.read({ subject, topic: "trap", value: tags["trap"] ?? "", atMs }, 0);
    case "path":
      return fields["reached"] === false && heedPath(spells, subject, atMs, String(fields["hops"]));
    default:
      return false;
  }
}

function feedOf(fields: Point["fields"]): string {
  if (fields["batteryLow"] === true) return "low";
  return fields["onBattery"] === true ? "battery" : "mains";
}

function heedUptime(spells: Spells, subject: string, atMs: number, uptimeS: number): boolean {
  return heedBoot(spells, { subject, topic: "boot", atMs, beganMs: atMs - uptimeS * 1000 });
}

/** The value of a spell of beginnings is when it was, UTC ms; little differences are those of reading it. */
function heedBoot(
  spells: Spells,
  { subject, topic, atMs, beganMs }: { subject: string; topic: string; atMs: number; beganMs: number },
): boolean {
  const known = spells.at(subject, topic, atMs);
  const knownMs = known === undefined ? Number.NaN : Number(known.value);
  const slackMs = bootSlackMs + Math.abs(atMs - knownMs) * clockDrift;
  const wrapped = Math.abs(beganMs - knownMs - uptimeWrapMs) <= slackMs;
  const isSame = Math.abs(beganMs - knownMs) <= slackMs || wrapped;
  const value = isSame && known !== undefined ? known.value : String(Math.round(beganMs));
  return spells.read({ subject, topic, value, atMs }, Number.POSITIVE_INFINITY);
}

function heedPath(spells: Spells, subject: string, atMs: number, hops: string): boolean {
  const heard = pathHops(hops);
  const last = heard.findLastIndex((hop) => hop !== null);
  const value = `${last + 1} ${heard[last] ?? ""}`;
  return spells.read({ subject, topic: "path", value, atMs }, 0);
}

/** What an agent says of itself, and whether it is heard. True when that is new. */
export function heedAgent(
  spells: Spells,
  { id, facts, lastSeenMs }: AgentRecord,
  { silentAfterMs, nowMs, upSinceMs }: { silentAfterMs: number; nowMs: number; upSinceMs: number },
): boolean {
  const subject = `agent/${id}`;
  let isNew = false;
  const { bootedMs, startedMs } = facts ?? {};
  const known = spells.at(subject, "process", nowMs);
  if (startedMs !== undefined && known?.fromMs !== startedMs) {
    const isRead = spells.read({ subject, topic: "process", value: "began", atMs: startedMs }, 0);
    // the first one seen of it started whenever it did
    isNew = isRead && known !== undefined;
    if (bootedMs !== undefined) {
      heedBoot(spells, { subject, topic: "boot", atMs: startedMs, beganMs: bootedMs });
    }
  }
  // while we were away ourselves nobody could be heard
  const isSilent = lastSeenMs !== null && nowMs - Math.max(lastSeenMs, upSinceMs) > silentAfterMs;
  if (!isSilent) return isNew;
  const value = String(lastSeenMs);
  const open = spells.at(subject, "silence", nowMs)?.value === value;
  const atMs = open ? nowMs : lastSeenMs;
  return spells.read({ subject, topic: "silence", value, atMs }, Number.POSITIVE_INFINITY) || isNew;
}
