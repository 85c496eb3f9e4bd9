import { expect, test } from "vitest";
import { parse } from "yaml";
import { asOfMs, hostileText, province } from "../../scripted/province.ts";
import type { Look } from "./column.ts";
import { renderFindings } from "./doctor.ts";
import { renderChange, renderFaults } from "./inventory.ts";
import { renderJson } from "./json.ts";
import { renderProbe } from "./probe.ts";
import { emptySeriesHint, sampleColumns, sampleRows } from "./series.ts";
import { renderTable } from "./table.ts";
import { renderYaml } from "./yaml.ts";

const en: Look = { language: "en", color: false, width: Number.POSITIVE_INFINITY, nowMs: asOfMs };

test("JSON and YAML carry hostile text whole, but escaped", () => {
  const data = { [hostileText]: hostileText, csi: "\u009b2J", plain: "Đầm Hà", list: [1, null, true] };
  for (const text of [renderJson(data), renderYaml(data)]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not reach a terminal
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain("Đầm Hà");
  }
  expect(JSON.parse(renderJson(data))).toEqual(data);
  expect(parse(renderYaml(data))).toEqual(data);
});

test("samples are in the long form, with their units", () => {
  expect(renderTable(sampleRows(province.series), sampleColumns, en)).toBe(
    `
TIME                 OBJECT            FIELD       VALUE  UNIT  TAGS
2026-11-23 12:55:09  link/cai-chien-1  rttP95Ms    12.25  ms    agent=hub
2026-11-23 13:00:09  link/cai-chien-1  rttP95Ms  1,234.5  ms    agent=hub
`.trim(),
  );
});

test("nothing found names what there is", () => {
  expect(emptySeriesHint({ measurement: "icpm" }, "en")).toBe(
    "No points in that period.\nMeasurements: icmp",
  );
  expect(emptySeriesHint({ measurement: "agent", field: "spool" }, "en")).toBe(
    "No points in that period.\nFields of agent: spoolBatches, spoolBytes, droppedPoints, droppedFirstMs, droppedLastMs, oldestUnsentS, rssBytes, cpuPct, checks, clockOffsetMs, clockRoundTripMs, clockSynchronised",
  );
  expect(emptySeriesHint({ measurement: "agent", field: "checks" }, "en")).toBe("No points in that period.");
});

test("faults of an inventory, each with its place and mend, in the reader's language", () => {
  const fault = {
    file: "links.yaml",
    line: 3,
    column: 5,
    path: "links[0].carier",
    message: "carier is not a known key here",
    mend: "did you mean carrier?",
    rule: "unknown_key",
    values: { key: "carier", nearest: "carrier" },
  };
  expect(
    renderFaults([fault, { ...fault, line: null, column: null, path: "", rule: "of_tomorrow" }], "vi"),
  ).toBe(
    `
  links.yaml:3:5: links[0].carier: carier không phải là khóa được biết ở đây
      cách sửa: có phải ý bạn là carrier?
  links.yaml: carier is not a known key here
      cách sửa: did you mean carrier?
`.slice(1, -1),
  );
});

test("a change of the inventory", () => {
  const counts = { unit: 2, site: 1, link: 1, device: 0, service: 0, video: 0, rack: 0, heartbeat: 0 };
  const change = { added: ["link/co-to-1"], changed: [], removed: ["device/old"], counts };
  expect(renderChange({ ...change, revision: 4 }, true, en)).toBe(
    `
Applied as revision 4: unit 2, site 1, link 1, device 0, service 0, video point 0, rack 0, heartbeat 0.
  + link/co-to-1
  - device/old
1 added, 0 changed, 1 removed
`.trim(),
  );
  expect(renderChange({ ...change, added: [], removed: [] }, false, en)).toBe(
    "The inventory is valid: unit 2, site 1, link 1, device 0, service 0, video point 0, rack 0, heartbeat 0.\nNothing changes.",
  );
});

test("a probe's run", () => {
  const target = { kind: "device", id: "by-hand" } as const;
  const points = [
    {
      measurement: "hostDisk",
      tags: { agent: "cli", kind: "device", id: "by-hand", mount: "/\u001b[2J" },
      fields: { usedPct: 24.75 },
      timeMs: asOfMs,
    },
  ];
  const ok = { probe: "host", target, timeMs: asOfMs, outcome: "ok", durationMs: 2 } as const;
  expect(renderProbe({ result: ok, points }, "", en)).toBe(
    `
host  ● answers (2 ms)

MEASUREMENT  TAGS         FIELD    VALUE  UNIT
hostDisk     mount=/ [2J  usedPct  24.75  %
`.trim(),
  );
  const failed = { probe: "icmp", target, timeMs: asOfMs, outcome: "failed", reason: "no_reply" } as const;
  expect(renderProbe({ result: { ...failed, detail: hostileText }, points: [] }, "10.0.0.1", en)).toBe(
    "icmp 10.0.0.1  ✗ fails: no reply\n  sw [2J evil =cmd()",
  );
});

test("findings of the doctor", () => {
  const findings = [
    { check: "node", outcome: "ok", message: "Node 24" },
    { check: "folder", outcome: "warn", message: "open", hint: "chmod 700 data" },
    { check: "server", outcome: "fail", message: "away", hint: "npm start" },
  ] as const;
  expect(renderFindings(findings, { ...en, language: "vi" })).toBe(
    `
● tốt    Node 24
▲ chú ý  open
         → chmod 700 data
✗ hỏng   away
         → npm start

Số lỗi: 1, số cảnh báo: 1
`.trim(),
  );
  expect(renderFindings(findings.slice(0, 1), en)).toBe("● ok  Node 24\n\nAll is well.");
});
