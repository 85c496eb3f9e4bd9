import { measure } from "@haidang/contract/measurement.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { expect, test } from "vitest";
import { assignChecks } from "../inventory/checks.ts";
import { buildWorld } from "../inventory/world.ts";
import { openAssignments } from "../state/assignments.ts";
import { openLedger } from "../state/ledger.ts";
import { presentMemory } from "../state/memory.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { createJudging } from "./judge-results.ts";

const written = (link: object, device: object = {}) =>
  buildWorld(
    inventorySchema.parse({
      units: [{ id: "u", name: "U" }],
      sites: [{ id: "s", name: "S", unit: "u" }],
      links: [
        {
          id: "l",
          name: "L",
          site: "s",
          address: "10.0.0.1",
          cir: "100M",
          interface: { device: "d", name: "wan" },
          ...link,
        },
      ],
      devices: [{ id: "d", name: "D", site: "s", address: "10.0.0.3", snmp: {}, ...device }],
    }),
    [],
  );

function open(first: ReturnType<typeof written>) {
  let world = first;
  const records = openEmbeddedRecordStore(":memory:");
  const assignments = openAssignments(records);
  const deploy = (nowMs: number) =>
    assignments.sync(assignChecks(world, [{ id: "hub", hub: true }]).byAgent, nowMs);
  deploy(0);
  let reason: CheckResult["reason"] | null = null;
  const judging = createJudging({ world: () => world, reasonOf: () => reason ?? null });
  const held = (check: string) => {
    const found = assignments.active().find((one) => one.check.id === check);
    if (found === undefined) throw new Error(`there is no check ${check}`);
    return found;
  };
  return {
    records,
    assignments,
    held,
    change(next: typeof world, nowMs: number) {
      world = next;
      deploy(nowMs);
    },
    judge(check: string, points: ReturnType<typeof measure>[], timeMs: number) {
      const assignment = held(check);
      const { probe, target } = assignment.check;
      const result: CheckResult = { probe, target, timeMs, outcome: "ok" };
      const [seen] = judging({ points, results: [{ assignment, result }] }).get(assignment) ?? [];
      if (seen === undefined) throw new Error("a result brings an observation");
      reason = seen.reason;
      return `${seen.state}${seen.reason === null ? "" : ` ${seen.reason}`}${seen.detail === undefined ? "" : `: ${seen.detail}`}`;
    },
    memory: () => presentMemory(records, world, assignments),
  };
}

const link = { agent: "hub", kind: "link", id: "l" };
const device = { agent: "hub", kind: "device", id: "d" };

test("a link's own limits are heeded, and a new one judges what comes after it", () => {
  const scene = open(written({ limits: { lossPct: 50, jitterMs: 30 } }));
  const window = (timeMs: number) => [
    measure("icmp", link, { lossPct: 20, rttP50Ms: 5, jitterMs: 8 }, timeMs),
  ];
  expect(scene.judge("icmp:link/l", window(1000), 1000)).toBe("up");
  scene.change(written({ limits: { lossPct: 50, jitterMs: 5 } }), 1500);
  expect(scene.judge("icmp:link/l", window(2000), 2000)).toBe("degraded high_jitter: 8 ms");
  scene.change(written({}), 2500);
  expect(scene.judge("icmp:link/l", window(3000), 3000)).toBe("degraded packet_loss: 20 %");
});

test("a link is full from its share of the CIR on, until it is well below", () => {
  const scene = open(written({ limits: { utilisationPct: 80 } }));
  const seen = [79, 80, 75, 72, 71.9, 79].map((mbps, at) =>
    scene.judge(
      "port:link/l",
      [measure("port", link, { operStatus: 1, inBps: mbps * 1e6, outBps: 0 }, at)],
      at,
    ),
  );
  expect(seen).toEqual([
    "up",
    "degraded link_full: in 80.0 Mb/s",
    "degraded link_full: in 75.0 Mb/s",
    "degraded link_full: in 72.0 Mb/s",
    "up",
    "up",
  ]);
});

test("a device is degraded by its sensors, also by a run that read none", () => {
  const scene = open(written({}, { limits: { sensors: [{ sensor: "temperature", high: 35 }] } }));
  const sensor = (value: number, timeMs: number) => [
    measure("sensor", { ...device, sensor: "temperature", name: "Inlet", oid: ".1" }, { value }, timeMs),
  ];
  expect(scene.judge("snmp:device/d", sensor(36, 1), 1)).toBe("degraded too_hot: Inlet 36 °C");
  expect(scene.judge("snmp:device/d", [], 2)).toBe("degraded too_hot: Inlet 36 °C");
  expect(scene.judge("snmp:device/d", sensor(34, 3), 3)).toBe("degraded too_hot: Inlet 34 °C");
  expect(scene.judge("snmp:device/d", sensor(32, 4), 4)).toBe("up");
  // an echo request knows nothing of it
  expect(scene.judge("icmp:device/d", sensor(99, 5), 5)).toBe("up");
});

test("other attempts begin a new assignment, so that what was confirmed stays so", () => {
  const scene = open(written({}));
  const down = { state: "down", reason: "no_reply" } as const;
  const { assignment } = scene.held("icmp:link/l");
  scene.records.runs.replace(assignment, {
    remove: [],
    add: [
      { firstMs: 0, lastMs: 10_000, state: "up", reason: null, count: 2, knownMs: 0 },
      { firstMs: 20_000, lastMs: 20_000, ...down, count: 1, knownMs: 0 },
      { firstMs: 30_000, lastMs: 40_000, state: "up", reason: null, count: 2, knownMs: 0 },
    ],
    past: [],
  });
  const told = () =>
    openLedger(scene.memory(), { period: { fromMs: 0, toMs: 40_000 }, nowMs: 40_000 })
      .timeline("link/l")
      .map(({ class: name, fromMs }) => `${fromMs} ${name}`);
  const before = told();
  expect(before).toContain("20000 down");
  scene.change(written({ limits: { downAttempts: 3 } }), 50_000);
  expect(scene.held("icmp:link/l").assignment).not.toBe(assignment);
  expect(told()).toEqual(before);
  // agents know no thresholds
  expect(scene.assignments.checksFor("hub").every((check) => !("attempts" in check))).toBe(true);
});
