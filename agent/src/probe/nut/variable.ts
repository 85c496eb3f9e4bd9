import type { UpsFeed } from "@haidang/contract/power.ts";
import type { SensorKind } from "@haidang/contract/sensor.ts";

/** Variables of a UPS by name (RFC 9271 appendix A), as upsd tells them: hostile. */
export type Variables = ReadonlyMap<string, string>;

/** One sensor of a UPS, named and worded as the SNMP profiles do, so that it looks the same whoever tells it. */
export interface UpsReading {
  kind: SensorKind;
  name: string;
  /** The variable it was read from. */
  variable: string;
  value: number;
  status?: string;
}

const figures: ReadonlyArray<{ variable: string; kind: SensorKind; name: string; divide?: number }> = [
  { variable: "battery.runtime", kind: "runtime", name: "Battery time remaining", divide: 60 },
  { variable: "battery.charge", kind: "charge", name: "Battery charge" },
  { variable: "battery.voltage", kind: "voltage", name: "Battery" },
  { variable: "battery.current", kind: "current", name: "Battery" },
  { variable: "battery.temperature", kind: "temperature", name: "Battery" },
  { variable: "ups.temperature", kind: "temperature", name: "UPS" },
  { variable: "ambient.temperature", kind: "temperature", name: "Ambient" },
  { variable: "ambient.humidity", kind: "humidity", name: "Ambient" },
  { variable: "input.voltage", kind: "voltage", name: "Input" },
  { variable: "input.frequency", kind: "frequency", name: "Input" },
  { variable: "input.current", kind: "current", name: "Input" },
  { variable: "output.voltage", kind: "voltage", name: "Output" },
  { variable: "output.frequency", kind: "frequency", name: "Output" },
  { variable: "output.current", kind: "current", name: "Output" },
  { variable: "ups.load", kind: "load", name: "Output" },
  { variable: "ups.realpower", kind: "power", name: "Output" },
];

/** Words of `ups.status`, and what upsOutputSource (RFC 1628) has for them; the first that is said counts. */
const sources: ReadonlyArray<readonly [word: string, value: number, status: string]> = [
  ["OB", 5, "battery"],
  ["BYPASS", 4, "bypass"],
  ["BOOST", 6, "booster"],
  ["TRIM", 7, "reducer"],
  ["OFF", 2, "none"],
  ["OL", 3, "normal"],
];

/** Words of `ups.status`: OL, OB, LB, CHRG, ... (RFC 9271 section 5.1). */
export function statusWords(variables: Variables): ReadonlySet<string> {
  return new Set((variables.get("ups.status") ?? "").split(/\s+/).filter((word) => word !== ""));
}

/** What the UPS runs on; undefined where it does not tell. */
export function feedOf(words: ReadonlySet<string>): UpsFeed | undefined {
  if (words.size === 0) return undefined;
  // a forced shutdown is what comes after a battery that is nearly empty
  return {
    onBattery: words.has("OB"),
    batteryLow: words.has("LB") || words.has("FSD"),
    onBypass: words.has("BYPASS"),
  };
}

export function upsReadings(variables: Variables): UpsReading[] {
  const numbers = figures.flatMap(({ variable, kind, name, divide = 1 }) => {
    const value = numberOf(variables.get(variable));
    return value === undefined ? [] : [{ kind, name, variable, value: value / divide }];
  });
  return [...numbers, ...states(statusWords(variables))];
}

function states(words: ReadonlySet<string>): UpsReading[] {
  if (words.size === 0) return [];
  const base = { kind: "state", variable: "ups.status" } as const;
  const [, value = 1, status = "other"] = sources.find(([word]) => words.has(word)) ?? [];
  const isLow = words.has("LB");
  const isWorn = words.has("RB");
  return [
    { ...base, name: "Output source", value, status },
    { ...base, name: "Battery status", value: isLow ? 3 : 2, status: isLow ? "batteryLow" : "batteryNormal" },
    {
      ...base,
      name: "Battery replacement",
      value: isWorn ? 2 : 1,
      status: isWorn ? "batteryNeedsReplacing" : "noBatteryNeedsReplacing",
    },
  ];
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}(?:\.\d{1,6})?$/.test(text.trim()) ? Number(text) : undefined;
}
