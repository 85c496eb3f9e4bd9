import { HaidangError } from "@haidang/contract/error.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { sensorUnits } from "@haidang/contract/sensor.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { chooseProfile } from "../../snmp/discovery/choose.ts";
import { type Discovering, startDiscovery } from "../../snmp/discovery/discovering.ts";
import { knownProfiles } from "../../snmp/discovery/known-profiles.ts";
import type { Profiles } from "../../snmp/discovery/load.ts";
import { type Plan, readPlan } from "../../snmp/discovery/plan.ts";
import type { Readings } from "../../snmp/discovery/readings.ts";
import { SnmpFault, type SnmpSession } from "../../snmp/session.ts";
import type { SystemFacts } from "../../snmp/system-group.ts";
import { feedOf } from "./ups.ts";

/** What a device has is looked up anew this often: modules and probes are plugged in and out. */
const rediscoverMs = 6 * 3_600_000;

/** And once soon after the first time: an agent just started does not tell its processor load yet. */
const secondLookMs = 10 * 60_000;

export interface HealthRun {
  session: SnmpSession;
  system: SystemFacts;
  nowMs: number;
  /** False when the run has no time left. */
  mayGoOn(): boolean;
}

export interface Health {
  readings: Readings | undefined;
  /** Why something is missing; the device itself has answered. */
  note: string | undefined;
}

/** Sensors, processors, memory and storage of one device, by the profile that knows it. */
export interface HealthWatch {
  /** Never rejects for what the device does: its sensors failing is no outage. */
  run(run: HealthRun): Promise<Health>;
}

interface Known {
  /** The device as it names itself; another name is another device. */
  device: string;
  plan: Plan | undefined;
  discovering: Discovering | undefined;
  /** When to look what the device has. */
  dueMs: number;
  looks: number;
  uptimeTicks: number;
}

const unseen = (device: string): Known => ({
  device,
  plan: undefined,
  discovering: undefined,
  dueMs: Number.NEGATIVE_INFINITY,
  looks: 0,
  uptimeTicks: 0,
});

export function watchHealth(profiles: () => Promise<Profiles> = knownProfiles): HealthWatch {
  let known: Known | undefined;

  async function look(run: HealthRun): Promise<Readings | undefined> {
    const { sysObjectID = "", sysDescr = "", uptimeTicks = 0 } = run.system;
    const device = `${sysObjectID} ${sysDescr}`;
    known = known?.device === device ? known : unseen(device);
    // It was started anew: what it has may have changed, and its places with it.
    if (uptimeTicks < known.uptimeTicks) Object.assign(known, { looks: 0, dueMs: Number.NEGATIVE_INFINITY });
    known.uptimeTicks = uptimeTicks;
    const readings = known.plan === undefined ? undefined : await readPlan(run.session, known.plan);
    if (run.nowMs < known.dueMs) return readings;
    const found = await discoverFurther(known, run, profiles);
    return readings ?? found;
  }

  return {
    async run(run) {
      try {
        return { readings: await look(run), note: undefined };
      } catch (error) {
        if (error instanceof SnmpFault) return { readings: undefined, note: `sensors: ${error.message}` };
        if (error instanceof HaidangError) return { readings: undefined, note: error.message };
        throw error;
      }
    },
  };
}

/** Goes on with a discovery, or starts one; readings when this run has finished it. */
async function discoverFurther(
  known: Known,
  { session, system, nowMs, mayGoOn }: HealthRun,
  profiles: () => Promise<Profiles>,
): Promise<Readings | undefined> {
  if (known.discovering === undefined) {
    const profile = chooseProfile(await profiles(), system);
    if (profile === undefined) return undefined;
    known.discovering = startDiscovery(profile, system);
  }
  await known.discovering.advance(session, mayGoOn);
  const found = known.discovering.result();
  if (found === undefined) return undefined;
  known.discovering = undefined;
  known.plan = found.plan;
  known.looks += 1;
  known.dueMs = nowMs + (known.looks === 1 ? secondLookMs : rediscoverMs);
  return found.readings;
}

/** Readings as points of the object's tags. */
export function healthPoints(
  { sensors, processors, memory, storage }: Readings,
  tags: { agent: string; kind: string; id: string },
  timeMs: number,
): Point[] {
  const feed = feedOf(sensors);
  return [
    ...(feed === undefined ? [] : [measure("ups", tags, feed, timeMs)]),
    ...sensors.map(({ oid, kind, name, value, unit, status }) =>
      measure(
        "sensor",
        { ...tags, sensor: kind, name: deviceText(name, 120), oid },
        { value, status, unit: unit === sensorUnits[kind] ? undefined : unit },
        timeMs,
      ),
    ),
    ...processors.map(({ oid, pct }) => measure("processor", { ...tags, oid }, { pct }, timeMs)),
    ...memory.map(({ name, ...bytes }) => measure("memory", { ...tags, name }, bytes, timeMs)),
    ...storage.map(({ name, ...bytes }) => measure("storage", { ...tags, name }, bytes, timeMs)),
  ];
}
