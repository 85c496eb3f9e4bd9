import type { LinkPath } from "@haidang/contract/row.ts";
import { expect, test } from "vitest";
import { asOfMs } from "../../scripted/province.ts";
import type { Look } from "./column.ts";
import { renderLoad } from "./load.ts";
import { renderPath } from "./path.ts";

const en: Look = { language: "en", color: false, width: Number.POSITIVE_INFINITY, nowMs: asOfMs };
const path: LinkPath = {
  atMs: asOfMs,
  reached: true,
  hops: [
    { hop: 1, address: "10.9.0.2", rttMs: 0.06 },
    { hop: 2, address: null, rttMs: null },
    { hop: 3, address: "10.20.30.1", rttMs: 12.34 },
  ],
  pmtuBytes: 1400,
  changes: [{ atMs: asOfMs - 3_600_000, from: ["10.9.0.3", null], to: ["10.9.0.2", null, "10.20.30.1"] }],
};

test("a path hop by hop, with its MTU and how it changed", () => {
  expect(renderPath(path, en)).toBe(
    `
HOP  ADDRESS         RTT
  1  10.9.0.2    0.06 ms
  2  *                 —
  3  10.20.30.1  12.3 ms
packets of up to 1,400 bytes pass whole
traced 2026-11-23 13:05:09
changed 2026-11-23 12:05: 10.9.0.3 > * → 10.9.0.2 > * > 10.20.30.1
`.trim(),
  );
});

test("a path that was not followed to its target says so, and its addresses are the network's word", () => {
  const text = renderPath(
    { ...path, reached: false, pmtuBytes: undefined, hops: [{ hop: 1, address: "a\u001b[2J", rttMs: 1 }] },
    { ...en, language: "vi" },
  );
  expect(text).toContain("không dò được xa hơn");
  expect(text).toContain("chưa biết gói lớn nhất");
  expect(text).not.toContain("\u001b");
});

test("the share of the CIR in each direction, or why it is not known", () => {
  const busy = { p95Bps: 24e6, p95Pct: 12, peakBps: 180e6, peakPct: 90, measuredPct: 99.7 };
  const load = { device: "co-to-router", ifName: "Gi0/1", atSite: false, in: busy, out: null };
  expect(renderLoad(load, en, "  ")).toBe(
    [
      "  DIRECTION              P95            PEAK  COVERAGE",
      "  to the site  12% (24 Mb/s)  90% (180 Mb/s)     99.7%",
      "  from interface Gi0/1 of co-to-router, at the other end: what it sends comes to the site; P95 is of five-minute means",
    ].join("\n"),
  );
  expect(renderLoad({ unknown: "no_cir" }, en)).toBe("not known: the inventory has no CIR for this link");
});
