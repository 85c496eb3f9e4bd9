import { HaidangError } from "@haidang/contract/error.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { sensorUnits } from "@haidang/contract/sensor.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { chooseProfile, type SystemGroup } from "../../snmp/discovery/choose.ts";
import { type Discovering, startDiscovery } from "../../snmp/discovery/discovering.ts";
import { knownProfiles } from "../../snmp/discovery/known-profiles.ts";
import type { Profiles } from "../../snmp/discovery/load.ts";
import { type Plan, readPlan } from "../../snmp/discovery/plan.ts";
import type { Readings } from "../../snmp/discovery/readings.ts";
import { SnmpFault, type SnmpSession } from "../../snmp/session.ts";

/** What a device has is looked up anew this often: modules and probes are plugged in and out. */
const rediscoverMs = 6 * 3_600_000;

export interface HealthRun {
  session: SnmpSession;
  system: SystemGroup;
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
  discoveredMs: number;
}

export function watchHealth(profiles: () => Promise<Profiles> = knownProfiles): HealthWatch {
  let known: Known | undefined;

  async function look(run: HealthRun): Promise<Readings | undefined> {
    const device = `${run.system.sysObjectID ?? ""} ${run.system.sysDescr ?? ""}`;
    if (known?.device !== device) {
      known = { device, plan: undefined, discovering: undefined, discoveredMs: Number.NEGATIVE_INFINITY };
    }
    const readings = known.plan === undefined ? undefined : await readPlan(run.session, known.plan);
    if (run.nowMs - known.discoveredMs < rediscoverMs) return readings;
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
  known.discoveredMs = nowMs;
  return found.readings;
}

/** Readings as points of the object's tags. */
export function healthPoints(
  { sensors, processors, memory, storage }: Readings,
  tags: { agent: string; kind: string; id: string },
  timeMs: number,
): Point[] {
  return [
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
