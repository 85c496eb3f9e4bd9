import type { UpsFeed } from "@haidang/contract/power.ts";
import type { Readings } from "../../snmp/discovery/readings.ts";

type Sensor = Readings["sensors"][number];

/** Words of the profiles for an output that is fed by the battery, and for a battery that is nearly empty. */
const onBatteryWords = new Set(["battery", "onBattery"]);
/** Past the battery: what is plugged in dies with the mains. */
const onBypassWords = new Set([
  "bypass",
  "softwareBypass",
  "switchedBypass",
  "hardwareFailureBypass",
  "emergencyStaticBypass",
]);
const lowWords = new Set(["batteryLow", "batteryDepleted"]);

const yes = new Set(["yes"]);

/** What feeds a UPS, from its state sensors; undefined for a device that is none. */
export function feedOf(sensors: readonly Sensor[]): UpsFeed | undefined {
  const states = sensors.filter(({ kind }) => kind === "state");
  const named = (...names: string[]) => states.filter(({ name }) => names.includes(name));
  const source = named("Output", "Output source");
  const told = named("On battery");
  const bypass = named("On bypass");
  const battery = named("Battery status");
  const low = named("Battery low", "Battery low condition");
  if (source.length + told.length === 0) return undefined;
  const says = (found: readonly Sensor[], words: ReadonlySet<string>) =>
    found.some(({ status }) => status !== undefined && words.has(status));
  return {
    onBattery: says(source, onBatteryWords) || says(told, yes),
    batteryLow: says(battery, lowWords) || says(low, yes),
    onBypass: says(source, onBypassWords) || says(bypass, yes),
  };
}
