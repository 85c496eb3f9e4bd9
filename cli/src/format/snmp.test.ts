import type { DiscoveryReport } from "@haidang/agent/snmp/discover.ts";
import { describe, expect, test } from "vitest";
import type { Look } from "./column.ts";
import { renderCsv } from "./csv.ts";
import { renderDiscovery, sensorColumns } from "./snmp.ts";

const look = (language: Look["language"]): Look => ({ language, color: false, width: 200, nowMs: 0 });

const report: DiscoveryReport = {
  profile: "apc",
  missed: [],
  discovery: {
    identity: {
      sysObjectID: ".1.3.6.1.4.1.318.1.3.27",
      sysName: "ups-hub",
      sysDescr: "APC\u001b[31m card",
      vendor: "APC",
      model: "SMT750X",
    },
    interfaces: [
      {
        index: 2,
        name: "eth0",
        alias: "",
        type: "ethernetCsmacd",
        speedBps: 100_000_000,
        adminStatus: "up",
        operStatus: "up",
        inOctets: "18446744073709551615",
        outOctets: "0",
        inErrors: 1,
        outErrors: 2,
      },
    ],
    sensors: [
      { oid: ".1.3.1", kind: "runtime", name: "Runtime left", value: 1829.3667, unit: "min" },
      { oid: ".1.3.2", kind: "state", name: "Output", value: 2, unit: "", status: "onLine" },
    ],
    processors: [],
    memory: [{ name: "RAM", totalBytes: 2_000_000_000, usedBytes: 500_000_000 }],
    storage: [],
  },
};

const lines = (text: string) => text.split("\n").map((line) => line.trim().replace(/ {2,}/g, " | "));

describe("renderDiscovery", () => {
  test("in English: who it is, then each list that has anything", () => {
    const text = lines(renderDiscovery(report, look("en"), false));
    expect(text).toEqual(
      expect.arrayContaining([
        "sysName | ups-hub",
        "model | SMT750X",
        "sysDescr | APC [31m card",
        "Sensors (2)",
        "runtime | Runtime left | 1,829.367 | min",
        "state | Output | 2 | onLine",
        "RAM | 500 MB | 2 GB | 25%",
      ]),
    );
    expect(text.join("\n")).not.toContain("Processors");
  });

  test("in Vietnamese, and wide with types and OIDs", () => {
    const text = lines(renderDiscovery(report, look("vi"), true));
    expect(text).toEqual(
      expect.arrayContaining([
        "hãng | APC",
        "Cảm biến (2)",
        "thời gian lưu điện | Runtime left | 1.829,367 | min | .1.3.1",
      ]),
    );
    expect(text.join("\n")).toContain("ethernetCsmacd");
  });

  test("says what gave no answer", () => {
    const text = renderDiscovery({ ...report, missed: [".1.3.9: no answer"] }, look("en"), false);
    expect(text).toContain("These parts gave no answer:\n  .1.3.9: no answer");
  });
});

test("CSV holds the sensors, numbers as a spreadsheet reads them", () => {
  const csv = renderCsv(report.discovery.sensors, sensorColumns, look("vi"));
  expect(csv).toContain("1829,3667");
  expect(csv).toContain("onLine");
});
