import { timezone } from "@haidang/contract/api.ts";
import { describe, expect, test } from "vitest";
import {
  capital,
  formatBps,
  formatBytes,
  formatClock,
  formatDateTime,
  formatLoss,
  formatMs,
  formatNumber,
  formatPct,
  formatSince,
  formatSpan,
  formatTicking,
  zoneOffsetMs,
} from "./format.ts";

const quarterPastOne = Date.UTC(2026, 10, 23, 6, 5, 9);

describe("numbers", () => {
  test("percentages are cut, never rounded up", () => {
    expect(formatPct(99.999, 2, "vi")).toBe("99,99%");
    expect(formatPct(99.9, 2, "vi")).toBe("99,90%");
    expect(formatPct(100, 2, "vi")).toBe("100,00%");
    expect(formatPct(99.996, 2, "en")).toBe("99.99%");
  });
  test("a digit that binary fractions hide is not lost by cutting", () => {
    expect(formatPct(0.29, 2, "en")).toBe("0.29%");
    expect(formatPct(99.57, 2, "en")).toBe("99.57%");
  });
  test("thousands and decimals are the language's", () => {
    expect(formatNumber(1234.5, 1, "vi")).toBe("1.234,5");
    expect(formatNumber(1234.5, 1, "en")).toBe("1,234.5");
  });
  test("some loss is never shown as none, nor as whole", () => {
    expect(formatLoss(0, "vi")).toBe("0%");
    expect(formatLoss(0.04, "vi")).toBe("<0,1%");
    expect(formatLoss(99.99, "vi")).toBe("99,9%");
    expect(formatLoss(100, "vi")).toBe("100%");
  });
  test("digits of milliseconds follow their size", () => {
    expect([0.426, 8.66, 148.9].map((ms) => formatMs(ms, "vi"))).toEqual(["0,42", "8,6", "148"]);
  });
  test("rates step by 1000 and sizes by 1024", () => {
    expect([0, 999, 97_400_000, 1e9].map((bps) => formatBps(bps, "vi"))).toEqual([
      "0 b/s",
      "999 b/s",
      "97,4 Mb/s",
      "1 Gb/s",
    ]);
    expect(formatBytes(3.25 * 1024 ** 3, "en")).toBe("3.2 GiB");
    expect(formatBytes(1e18, "en")).toBe("909,494 TiB");
  });
});

describe("times", () => {
  test("are of the province, wherever the reader sits", () => {
    expect(formatDateTime(quarterPastOne)).toBe("13:05 23/11/2026");
    expect(formatClock(quarterPastOne)).toBe("13:05:09");
    expect(formatClock(Date.UTC(2026, 10, 23, 17))).toBe("00:00:00");
  });
  test("today needs no date, and today is the province's day", () => {
    const nearMidnight = Date.UTC(2026, 10, 23, 16, 59);
    expect(formatSince(quarterPastOne, nearMidnight)).toBe("13:05");
    expect(formatSince(quarterPastOne, nearMidnight + 60_000)).toBe("13:05 23/11/2026");
    expect(formatSince(quarterPastOne, null)).toBe("13:05 23/11/2026");
  });
  test("the fixed offset is the zone's, in winter and summer", () => {
    for (const month of [0, 6]) {
      const ms = Date.UTC(2026, month, 1);
      const hour = new Date(ms).toLocaleTimeString("en-GB", { timeZone: timezone, hour: "2-digit" });
      expect(Number(hour)).toBe(zoneOffsetMs / 3_600_000);
    }
  });
});

describe("durations", () => {
  test("tick with fixed digits and never run backwards", () => {
    expect(formatTicking(4_989_000, "vi")).toBe("01:23:09");
    expect(formatTicking(-5000, "vi")).toBe("00:00:00");
    expect(formatTicking(2 * 86_400_000 + 4_989_999, "vi")).toBe("2 ngày 01:23:09");
    expect(formatTicking(86_400_000, "en")).toBe("1 day 00:00:00");
  });
  test("in a sentence keep their two largest parts", () => {
    expect(formatSpan(4989, "vi")).toBe("1 giờ 23 phút");
    expect(formatSpan(0, "vi")).toBe("0 giây");
    expect(formatSpan(86_400 + 59, "en")).toBe("1 d");
    expect(formatSpan(22 * 86_400 + 8 * 3600 + 28 * 60, "vi")).toBe("22 ngày 8 giờ");
  });
});

test("the first letter grows, diacritics and all", () => {
  expect(["đang bảo trì", "ổn", ""].map(capital)).toEqual(["Đang bảo trì", "Ổn", ""]);
});
