import type { SensorKind } from "@haidang/contract/sensor.ts";
import type { Conversion, SensorSource } from "./schema.ts";

/** EntitySensorDataScale: units(9) is 10^0, each step a factor of 1000 (RFC 3433). */
const unitsScale = 9;

/** RFC 3433: these say that the value is below or above what can be told. */
const overflow = 1_000_000_000;

/** 32-bit values that agents give for what is not there. */
const absent = new Set([2_147_483_647, -2_147_483_648, 4_294_967_295]);

/** Value x 10^(3(scale-9)) / 10^max(precision, 0); undefined for an overflow (RFC 3433 section 3). */
export function entityScaled(raw: number, scale: number, precision: number): number | undefined {
  if (Math.abs(raw) >= overflow) return undefined;
  return raw * 10 ** (3 * (scale - unitsScale) - Math.max(precision, 0));
}

/** The value in the unit of its kind; undefined when the raw value says that nothing is there. */
export function scaledValue(
  raw: number,
  rule: Pick<SensorSource, "skip" | "min" | "max" | "divide" | "multiply" | "convert">,
): number | undefined {
  if (absent.has(raw) || rule.skip?.includes(raw) === true) return undefined;
  if (raw < (rule.min ?? Number.NEGATIVE_INFINITY) || raw > (rule.max ?? Number.POSITIVE_INFINITY)) {
    return undefined;
  }
  const value = converted((raw * (rule.multiply ?? 1)) / (rule.divide ?? 1), rule.convert);
  return Number.isFinite(value) ? rounded(value) : undefined;
}

function converted(value: number, conversion: Conversion | undefined): number {
  switch (conversion) {
    case undefined:
      return value;
    case "uw-to-dbm":
      return 10 * Math.log10(value / 1000);
    case "mw-to-dbm":
      return 10 * Math.log10(value);
    case "f-to-c":
      return (value - 32) / 1.8;
  }
}

/** What no thermometer and no optic shows: agents fill the places of sensors that are not there with such figures. */
export function plausible(kind: SensorKind, value: number): boolean {
  if (kind === "temperature") return value > -100 && value < 400;
  return kind !== "dbm" || (value > -100 && value < 60);
}

/** Without the dust of binary fractions: 0.1 * 3 is 0.3. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
