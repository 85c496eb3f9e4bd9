import { expect, test } from "vitest";
import {
  bitRate,
  bytes,
  cellNumber,
  duration,
  figure,
  flooredPct,
  milliseconds,
  moment,
  percent,
} from "./figure.ts";

test.each([
  [99.98, "99,98%", "99.98%"],
  [99.9996, "99,999%", "99.999%"],
  [99.9, "99,90%", "99.90%"],
  [100, "100,00%", "100.00%"],
  [0, "0,00%", "0.00%"],
  [0.29, "0,29%", "0.29%"],
  [null, "—", "—"],
])("%s is %s and %s: floored, never rounded up", (value, vi, en) => {
  expect(percent(value, "vi")).toBe(vi);
  expect(percent(value, "en")).toBe(en);
});

test("every percentage of three decimals survives flooring", () => {
  for (let thousandths = 0; thousandths <= 100_000; thousandths++) {
    expect(flooredPct(thousandths / 1000)).toBe(thousandths / 1000);
  }
});

test.each([
  [0, "0", "0"],
  [0.4, "< 1 giây", "< 1s"],
  [45, "45 giây", "45s"],
  [60, "1 phút", "1m"],
  [725.9, "12 phút 5 giây", "12m 5s"],
  [7800, "2 giờ 10 phút", "2h 10m"],
  [90_000, "1 ngày 1 giờ", "1d 1h"],
  [86_459, "1 ngày", "1d"],
  [1234 * 86_400, "1.234 ngày", "1,234d"],
])("%s s is %s and %s", (seconds, vi, en) => {
  expect(duration(seconds, "vi")).toBe(vi);
  expect(duration(seconds, "en")).toBe(en);
});

test("moments are on the clock of Ho Chi Minh City, whatever the machine's zone", () => {
  const timeMs = Date.parse("2026-12-31T17:05:09Z");
  expect(moment(timeMs, "vi")).toBe("00:05 01/01/2027");
  expect(moment(timeMs, "vi", true)).toBe("00:05:09 01/01/2027");
  expect(moment(timeMs, "en")).toBe("2027-01-01 00:05");
  expect(moment(Number.NaN, "en")).toBe("—");
});

test("numbers", () => {
  expect(figure(1_234_567.891, "vi", { max: 3 })).toBe("1.234.567,891");
  expect(figure(1_234_567.891, "en", { max: 3 })).toBe("1,234,567.891");
  expect(cellNumber(1234.5, "vi")).toBe("1234,5");
  expect(cellNumber(1234.5, "en")).toBe("1234.5");
});

test("rates, sizes, times", () => {
  expect(bitRate(94_200_000, "vi")).toBe("94,2 Mb/s");
  expect(bitRate(200e6, "en")).toBe("200 Mb/s");
  expect(bitRate(999, "en")).toBe("999 b/s");
  expect(bitRate(null, "en")).toBe("—");
  expect(bytes(1_234_567_890, "en")).toBe("1.2 GB");
  expect(bytes(0, "en")).toBe("0 B");
  expect(milliseconds(0.061, "en")).toBe("0.06 ms");
  expect(milliseconds(12.34, "vi")).toBe("12,3 ms");
  expect(milliseconds(1234.5, "en")).toBe("1,235 ms");
  expect(milliseconds(undefined, "en")).toBe("—");
});
