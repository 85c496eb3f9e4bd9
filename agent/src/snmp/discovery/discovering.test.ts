import { describe, expect, test } from "vitest";
import { scriptedSession } from "../scripted-session.ts";
import { SnmpFault } from "../session.ts";
import type { SnmpValue } from "../value.ts";
import { startDiscovery } from "./discovering.ts";
import { readPlan } from "./plan.ts";
import { blocksOf, type Profile } from "./profile.ts";
import { profileSchema } from "./schema.ts";

const noSuchName = () => new SnmpFault("credentials", "noSuchName", "noSuchName");
const bytes = (text: string) => new TextEncoder().encode(text);
const entry = "1.3.6.1.4.1.5.1";
const scalar = "1.3.6.1.4.1.6.1.0";
const system = { sysObjectID: "1.3.6.1.4.1.5", sysDescr: "Box v2", sysName: undefined };

function profile(source: object): Profile {
  const parsed = profileSchema.parse({ name: "box", ...source });
  return { name: "box", match: [], identity: parsed.identity, blocks: blocksOf(parsed) };
}

const box = profile({
  identity: {
    vendor: "Box & Co",
    version: { from: "sysDescr", pattern: "v(\\d+)" },
    model: { column: `${entry}.2`, where: { [`${entry}.4`]: [1] } },
    serial: [{ at: "1.3.6.1.4.1.6.9.0" }, "none"],
  },
  scalars: { sensors: [{ at: scalar, kind: "charge", name: "Battery" }] },
  tables: [
    { oid: entry, label: [2], sensors: [{ at: 3, kind: "temperature", skip: [0] }] },
    { oid: "1.3.6.1.4.1.7.1", sensors: [{ at: 1, kind: "voltage" }] },
  ],
});

/** A table of forty rows of which two have a temperature, and a battery. */
const device: Record<string, SnmpValue> = {
  "1.3.6.1.2.1.1.3.0": 4200,
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => at + 1).flatMap((index) => [
      [`${entry}.2.${index}`, bytes(`part ${index}`)],
      [`${entry}.3.${index}`, index <= 2 ? 20 + index : 0],
      [`${entry}.4.${index}`, index === 3 ? 1 : 2],
    ]),
  ),
  [scalar]: 97,
};

const readings = {
  sensors: [
    { oid: `.${scalar}`, kind: "charge", name: "Battery", value: 97, unit: "%" },
    { oid: `.${entry}.3.1`, kind: "temperature", name: "part 1", value: 21, unit: "C" },
    { oid: `.${entry}.3.2`, kind: "temperature", name: "part 2", value: 22, unit: "C" },
  ],
  processors: [],
  memory: [],
  storage: [],
};

describe.each(["1", "2c"] as const)("a discovery (v%s)", (version) => {
  const session = (variables = device) =>
    scriptedSession(version, variables, version === "1" ? { noSuchName } : {});

  test("says who it is and reads what the profile names", async () => {
    const discovering = startDiscovery(box, system);
    await discovering.advance(session(), () => true);
    const found = discovering.result();
    expect(found?.readings).toEqual(readings);
    expect(found?.naming).toEqual({ vendor: "Box & Co", version: "2", model: "part 3", serial: "none" });
    expect(found?.missed).toEqual([]);
  });

  test("goes on where it stopped, question by question, in other sessions", async () => {
    const discovering = startDiscovery(box, system);
    let runs = 0;
    for (; discovering.result() === undefined && runs < 200; runs += 1) {
      let asked = false;
      await discovering.advance(session(), () => {
        if (asked) return false;
        asked = true;
        return true;
      });
    }
    expect(runs).toBeGreaterThan(3);
    expect(discovering.result()?.readings).toEqual(readings);
  });

  test("polls then ask only for what is there, and read the same", async () => {
    const discovering = startDiscovery(box, system);
    await discovering.advance(session(), () => true);
    const plan = discovering.result()?.plan;
    const poll = session();
    expect(plan && (await readPlan(poll, plan))).toEqual(readings);
    // forty rows for two: the two are asked for by themselves, with the battery
    expect(poll.asked).toEqual(["get"]);
  });
});

test("a column mostly in use is walked", async () => {
  const discovering = startDiscovery(box, system);
  const full = {
    [`${entry}.2.1`]: bytes("a"),
    [`${entry}.3.1`]: 20,
    [`${entry}.2.2`]: bytes("b"),
    [`${entry}.3.2`]: 21,
  };
  await discovering.advance(scriptedSession("2c", full), () => true);
  const plan = discovering.result()?.plan;
  expect(plan?.walks).toEqual([[`${entry}.3`]]);
});

test("a table that gives no answer costs only itself", async () => {
  const session = scriptedSession("2c", device);
  const getBulk = session.getBulk.bind(session);
  session.getBulk = async (oids, options) => {
    if (oids.some((oid) => oid.startsWith(`${entry}.3`))) throw new SnmpFault("timeout", "no answer");
    return await getBulk(oids, options);
  };
  const discovering = startDiscovery(box, system);
  await discovering.advance(session, () => true);
  const found = discovering.result();
  expect(found?.missed).toEqual([`${entry}.2: no answer`]);
  expect(found?.readings.sensors).toEqual([readings.sensors[0]]);
});

test("a device that has gone is not asked for ever", async () => {
  const session = scriptedSession("2c", device);
  const silence = async () => {
    throw new SnmpFault("timeout", "no answer");
  };
  session.getNext = silence;
  session.get = silence;
  session.getBulk = silence;
  const discovering = startDiscovery(box, system);
  await expect(discovering.advance(session, () => true)).rejects.toThrow("no answer");
  expect(discovering.result()).toBeUndefined();
});
