import { describe, expect, test } from "vitest";
import { watchInterfaces } from "./interface-watch.ts";
import { scriptedSession } from "./scripted-session.ts";
import type { SnmpValue } from "./value.ts";

const entry = "1.3.6.1.2.1.2.2.1";
const more = "1.3.6.1.2.1.31.1.1.1";
const bytes = (text: string) => new TextEncoder().encode(text);
const system = { sysDescr: "OS", sysObjectID: "1.3.6.1.4.1.9", sysName: "sw", uptimeTicks: 1000 };

interface Port {
  name?: string;
  descr?: string;
  alias?: string;
  speed?: number;
  status?: number;
}
const port = (index: number, { name, descr = "port", alias = "", speed = 1e9, status = 1 }: Port) => ({
  [`${entry}.2.${index}`]: bytes(descr),
  [`${entry}.5.${index}`]: speed,
  [`${entry}.8.${index}`]: status,
  ...(name === undefined ? {} : { [`${more}.1.${index}`]: bytes(name) }),
  [`${more}.6.${index}`]: 1n,
  [`${more}.10.${index}`]: 2n,
  [`${more}.18.${index}`]: bytes(alias),
});

/** One watch, against one state of the device after the other; tells the rows and the questions each took. */
function watching() {
  const watch = watchInterfaces();
  return async (variables: Record<string, SnmpValue>, { uptimeTicks = 1000, nowMs = 0 } = {}) => {
    const session = scriptedSession("2c", { "1.3.6.1.2.1.1.3.0": uptimeTicks, ...variables });
    const rows = await watch.read(session, { ...system, uptimeTicks }, nowMs);
    return { rows, questions: session.asked.length, aliases: rows.map(({ alias }) => alias) };
  };
}

describe("watchInterfaces", () => {
  test("what seldom changes is asked once, and again after ten minutes", async () => {
    const read = watching();
    const first = await read(port(1, { name: "a", alias: "old" }));
    const second = await read(port(1, { name: "a", alias: "new" }));
    expect(second.questions).toBeLessThan(first.questions);
    expect(second.aliases).toEqual(["old"]);
    expect((await read(port(1, { name: "a", alias: "new" }), { nowMs: 600_000 })).aliases).toEqual(["new"]);
  });

  test.each([
    ["a name under the same index", port(1, { name: "b", alias: "new" }), {}],
    ["one interface more", { ...port(1, { name: "a", alias: "new" }), ...port(2, { name: "b" }) }, {}],
    ["a state", port(1, { name: "a", alias: "new", status: 2 }), {}],
    ["a restart", port(1, { name: "a", alias: "new" }), { uptimeTicks: 10 }],
    ["a clock set back", port(1, { name: "a", alias: "new" }), { nowMs: -5000 }],
  ])("%s has it asked at once", async (_title, after, now) => {
    const read = watching();
    await read(port(1, { name: "a", alias: "old" }));
    expect((await read(after, now)).aliases[0]).toBe("new");
  });

  test("renumbered ports keep their names and descriptions, without ifName too", async () => {
    const read = watching();
    const named = (first: string, second: string) => ({
      ...port(1, { descr: first, alias: `to ${first}` }),
      ...port(2, { descr: second, alias: `to ${second}` }),
    });
    await read(named("eth0", "eth1"));
    await read(named("eth0", "eth1"));
    const { rows } = await read(named("eth1", "eth0"));
    expect(rows.map(({ ifName, alias }) => [ifName, alias])).toEqual([
      ["eth1", "to eth1"],
      ["eth0", "to eth0"],
    ]);
  });
});
