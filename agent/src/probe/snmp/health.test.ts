import { encodePoints, parseLines } from "@haidang/contract/line-protocol.ts";
import { describe, expect, test } from "vitest";
import { blocksOf } from "../../snmp/discovery/profile.ts";
import { profileSchema } from "../../snmp/discovery/schema.ts";
import { scriptedSession } from "../../snmp/scripted-session.ts";
import { SnmpFault } from "../../snmp/session.ts";
import { healthPoints, watchHealth } from "./health.ts";

const scalar = "1.3.6.1.4.1.6.1.0";
const other = "1.3.6.1.4.1.6.2.0";
const hour = 3_600_000;

const profiles = new Map(
  [
    { name: "generic", scalars: { sensors: [{ at: scalar, kind: "charge", name: "Battery" }] } },
    {
      name: "other",
      match: [{ sysObjectID: "1.3.6.1.4.1.77" }],
      scalars: { sensors: [{ at: other, kind: "load", name: "Output" }] },
    },
  ].map((source) => {
    const parsed = profileSchema.parse(source);
    return [
      parsed.name,
      { name: parsed.name, match: parsed.match, identity: {}, blocks: blocksOf(parsed) },
    ] as const;
  }),
);

const system = { sysObjectID: "1.3.6.1.4.1.6", sysDescr: "UPS", sysName: "ups1", uptimeTicks: 100 };
const variables = { [scalar]: 97, [other]: 12 };
const run = (more: object = {}) => ({
  session: scriptedSession("2c", variables),
  system,
  nowMs: 0,
  mayGoOn: () => true,
  ...more,
});
const watch = () => watchHealth(async () => profiles);
const values = (health: Awaited<ReturnType<ReturnType<typeof watch>["run"]>>) =>
  health.readings?.sensors.map(({ name, value }) => `${name} ${value}`);

describe("watchHealth", () => {
  test("discovers at the first run, soon after once more, then every six hours, and polls between", async () => {
    let loads = 0;
    const health = watchHealth(async () => {
      loads += 1;
      return profiles;
    });
    expect(values(await health.run(run()))).toEqual(["Battery 97"]);
    const session = scriptedSession("2c", { [scalar]: 55 });
    expect(values(await health.run(run({ session, nowMs: 0.1 * hour })))).toEqual(["Battery 55"]);
    expect(session.asked).toEqual(["get"]);
    expect(loads).toBe(1);
    await health.run(run({ nowMs: 0.2 * hour }));
    expect(loads).toBe(2);
    await health.run(run({ nowMs: 6 * hour }));
    expect(loads).toBe(2);
    await health.run(run({ nowMs: 7 * hour }));
    expect(loads).toBe(3);
  });

  test("a device that was started anew is discovered anew", async () => {
    const health = watch();
    await health.run(run({ session: scriptedSession("2c", {}) }));
    expect(values(await health.run(run({ nowMs: 1000 })))).toEqual([]);
    const restarted = { ...system, uptimeTicks: 5 };
    await health.run(run({ system: restarted, nowMs: 2000 }));
    expect(values(await health.run(run({ system: restarted, nowMs: 3000 })))).toEqual(["Battery 97"]);
  });

  test("another device behind the address is discovered anew", async () => {
    const health = watch();
    await health.run(run());
    const replaced = run({ system: { ...system, sysObjectID: "1.3.6.1.4.1.77.1" } });
    expect(values(await health.run(replaced))).toEqual(["Output 12"]);
  });

  test("without time it has nothing yet, and goes on in the next run", async () => {
    const health = watch();
    expect(await health.run(run({ mayGoOn: () => false }))).toEqual({ readings: undefined, note: undefined });
    expect(values(await health.run(run()))).toEqual(["Battery 97"]);
  });

  test("a device that does not answer for its sensors is noted, not thrown", async () => {
    const session = scriptedSession("2c", variables);
    session.get = async () => {
      throw new SnmpFault("timeout", "no answer");
    };
    const health = watch();
    await health.run(run());
    expect(await health.run(run({ session }))).toEqual({ readings: undefined, note: "sensors: no answer" });
    expect(values(await health.run(run()))).toEqual(["Battery 97"]);
  });
});

test("points carry the kind, the name and the OID, and come back from their lines", () => {
  const points = healthPoints(
    {
      sensors: [
        { oid: ".1.3.1", kind: "state", name: 'Tủ "A", hàng 1', value: 2, unit: "", status: "onLine" },
        { oid: ".1.3.2", kind: "delay", name: "SD-WAN", value: 13.039, unit: "ms" },
      ],
      processors: [{ oid: ".1.3.3", pct: 58 }],
      memory: [{ name: "RAM", totalBytes: 1000, usedBytes: 250 }],
      storage: [{ name: "/", totalBytes: 10, usedBytes: 1 }],
    },
    { agent: "a1", kind: "device", id: "ups1" },
    1_800_000_000_000,
  );
  expect(points.map(({ measurement, fields }) => [measurement, fields])).toEqual([
    ["sensor", { value: 2, status: "onLine" }],
    ["sensor", { value: 13.039, unit: "ms" }],
    ["processor", { pct: 58 }],
    ["memory", { totalBytes: 1000, usedBytes: 250 }],
    ["storage", { totalBytes: 10, usedBytes: 1 }],
  ]);
  expect(parseLines(encodePoints(points), { precision: "ms", nowMs: 0 })).toEqual({ points, faults: [] });
});

test.each<[string, Array<[name: string, status: string]>, object | undefined]>([
  ["no UPS", [["Fan", "ok"]], undefined],
  [
    "RFC 1628 on mains",
    [
      ["Output source", "normal"],
      ["Battery status", "batteryNormal"],
    ],
    { onBattery: false, batteryLow: false, onBypass: false },
  ],
  [
    "RFC 1628 on battery",
    [
      ["Output source", "battery"],
      ["Battery status", "batteryNormal"],
    ],
    { onBattery: true, batteryLow: false, onBypass: false },
  ],
  [
    "PowerNet, nearly empty",
    [
      ["Output", "onBattery"],
      ["Battery status", "batteryLow"],
    ],
    { onBattery: true, batteryLow: true, onBypass: false },
  ],
  [
    "PowerNet on bypass",
    [
      ["Output", "switchedBypass"],
      ["Battery status", "batteryNormal"],
    ],
    { onBattery: false, batteryLow: false, onBypass: true },
  ],
  [
    "MG-SNMP on battery",
    [
      ["On battery", "yes"],
      ["Battery low", "no"],
    ],
    { onBattery: true, batteryLow: false, onBypass: false },
  ],
])("what feeds it: %s", (_title, states, feed) => {
  const sensors = states.map(([name, status], index) => ({
    oid: `.1.${index}`,
    kind: "state" as const,
    name,
    value: 1,
    unit: "",
    status,
  }));
  const readings = { sensors, processors: [], memory: [], storage: [] };
  const points = healthPoints(readings, { agent: "a1", kind: "device", id: "ups1" }, 1_800_000_000_000);
  expect(points.find(({ measurement }) => measurement === "ups")?.fields).toEqual(feed);
});
