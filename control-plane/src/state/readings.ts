import type { Point } from "@haidang/contract/point.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import { type SensorKind, sensorUnits } from "@haidang/contract/sensor.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { marginOf, type Policy } from "./policy.ts";

/** Measurements a device tells of itself besides its result, held against limits. */
export const readingMeasurements: ReadonlySet<string> = new Set(["sensor", "storage", "hostDisk"]);

/** What of a device is beyond its limits. A value, replaced and never changed. */
export interface Beyond {
  /** Which sensors and disks, and on which side: they stay so until they are well inside again. */
  keys: ReadonlySet<string>;
  /** The first of them, in words. */
  told: { reason: Reason; detail: string } | undefined;
}

export const nothingBeyond: Beyond = { keys: new Set(), told: undefined };

interface Held {
  key: string;
  reason: Reason;
  detail: string;
}

/**
 * Readings of one time against limits. Where no reading came, what was beyond is so still: a device that was asked in
 * a hurry has not cooled down.
 */
export function holdReadings(
  readings: readonly Point[],
  policy: Pick<Policy, "sensors" | "diskPct">,
  before: Beyond,
): Beyond {
  if (readings.length === 0) return before;
  const held = readings.flatMap((point) =>
    point.measurement === "sensor"
      ? holdSensor(point, policy.sensors, before.keys)
      : holdDisk(point, policy.diskPct, before.keys),
  );
  const [first] = held;
  if (first === undefined) return nothingBeyond;
  const more = held.length > 1 ? ` (+${held.length - 1})` : "";
  return {
    keys: new Set(held.map(({ key }) => key)),
    told: { reason: first.reason, detail: `${first.detail}${more}` },
  };
}

const highReasons: Partial<Record<SensorKind, Reason>> = { temperature: "too_hot", humidity: "too_humid" };
const lowReasons: Partial<Record<SensorKind, Reason>> = {
  temperature: "too_cold",
  charge: "charge_low",
  runtime: "runtime_low",
};

function holdSensor({ tags, fields }: Point, limits: Policy["sensors"], before: Beyond["keys"]): Held[] {
  const { value } = fields;
  const { sensor = "", name = "", oid = "" } = tags;
  if (typeof value !== "number") return [];
  const limit = limits.find(
    (one) => one.sensor === sensor && (one.name === undefined || name.includes(one.name)),
  );
  if (limit === undefined) return [];
  const kind = limit.sensor;
  const unit = typeof fields["unit"] === "string" ? deviceText(fields["unit"], 12) : sensorUnits[kind];
  const shown = `${deviceText(name, 80)} ${Math.round(value * 10) / 10} ${kind === "temperature" ? "°C" : unit}`;
  const margin = (bound: number) =>
    kind === "temperature" ? marginOf.temperatureC : Math.abs(bound) * marginOf.otherShare;
  const highKey = `high ${sensor} ${name} ${oid}`;
  const lowKey = `low ${sensor} ${name} ${oid}`;
  const { high, low } = limit;
  if (high !== undefined && value >= high - (before.has(highKey) ? margin(high) : 0))
    return [{ key: highKey, reason: highReasons[kind] ?? "sensor_high", detail: shown }];
  if (low !== undefined && value <= low + (before.has(lowKey) ? margin(low) : 0))
    return [{ key: lowKey, reason: lowReasons[kind] ?? "sensor_low", detail: shown }];
  return [];
}

function holdDisk({ tags, fields }: Point, limitPct: number, before: Beyond["keys"]): Held[] {
  const { totalBytes, usedBytes, usedPct } = fields;
  const name = tags["name"] ?? tags["mount"] ?? "";
  const counted =
    typeof totalBytes === "number" && typeof usedBytes === "number" && totalBytes > 0
      ? (100 * usedBytes) / totalBytes
      : undefined;
  // of a host the share users can fill, which is less than all its blocks
  const pct = typeof usedPct === "number" ? usedPct : counted;
  const key = `disk ${name}`;
  if (pct === undefined || pct < limitPct - (before.has(key) ? marginOf.diskPct : 0)) return [];
  return [{ key, reason: "disk_full", detail: `${deviceText(name, 80)} ${Math.round(pct * 10) / 10} %` }];
}
