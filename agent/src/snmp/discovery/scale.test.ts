import { describe, expect, test } from "vitest";
import { entityScaled, plausible, rounded, scaledValue } from "./scale.ts";

describe("entityScaled (RFC 3433)", () => {
  test.each([
    ["tenths of a degree", 235, 9, 1, 23.5],
    ["microamperes in milli with three digits", 21_966, 8, 3, 0.021966],
    ["millivolts", 3381, 8, 0, 3.381],
    ["kilowatts", 2, 10, 0, 2000],
    ["a precision below zero tells accuracy, not scale", 40, 9, -2, 40],
  ])("%s", (_title, raw, scale, precision, value) => {
    expect(rounded(entityScaled(raw, scale, precision) ?? Number.NaN)).toBe(value);
  });

  test.each([1_000_000_000, -1_000_000_000])("%d is an overflow", (raw) => {
    expect(entityScaled(raw, 9, 0)).toBeUndefined();
  });
});

describe("scaledValue", () => {
  test("multiplies, then divides", () => expect(scaledValue(27, { multiply: 10 })).toBe(270));
  test("has no dust of binary fractions", () => expect(scaledValue(3, { divide: 10 })).toBe(0.3));
  test("microwatts become dBm", () =>
    expect(scaledValue(536, { convert: "uw-to-dbm" })).toBeCloseTo(-2.70835, 5));
  test("no light at all is no figure", () =>
    expect(scaledValue(0, { convert: "uw-to-dbm" })).toBeUndefined());
  test("Fahrenheit, in tenths", () => expect(scaledValue(770, { divide: 10, convert: "f-to-c" })).toBe(25));
  test.each([2_147_483_647, -2_147_483_648, 4_294_967_295])("%d says that nothing is there", (raw) =>
    expect(scaledValue(raw, {})).toBeUndefined(),
  );
  test("-1 is a figure unless the profile says otherwise", () => {
    expect(scaledValue(-1, {})).toBe(-1);
    expect(scaledValue(-1, { skip: [-1] })).toBeUndefined();
  });
  test("bounds are on the raw value", () => {
    expect(scaledValue(-849, { max: -2, divide: 100 })).toBe(-8.49);
    expect(scaledValue(536, { max: -2, divide: 100 })).toBeUndefined();
    expect(scaledValue(536, { min: 537 })).toBeUndefined();
  });
});

test("what no thermometer shows is not taken for a temperature", () => {
  expect(plausible("temperature", 5000)).toBe(false);
  expect(plausible("temperature", -40)).toBe(true);
  expect(plausible("dbm", -866_597_556)).toBe(false);
  expect(plausible("fanspeed", 5000)).toBe(true);
});
