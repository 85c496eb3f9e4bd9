import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { Status } from "@haidang/contract/api.ts";
import type { LinkDetail } from "@haidang/contract/row.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";

const lacking = missing("root", "ip", "fping", "pgrep");

describe.skipIf(lacking.length > 0)(titled("a cable that is cut", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;
  const link = async () => (await haidang.ask<LinkDetail>("link", "show", "dao")).data;
  const agentRow = async (): Promise<AgentRow> => {
    const [first] = (await haidang.ask<AgentRow[]>("agent", "list")).data;
    if (first === undefined) throw new Error("no agent is listed");
    return first;
  };
  const isNow = (name: LinkDetail["class"], withinMs: number) =>
    until(
      `the link is ${name}`,
      async () => (await link()).class === name,
      withinMs,
      () => haidang.printed(),
    );
  const secondsOf = async (fromMs: number, toMs: number): Promise<UptimeRow> => {
    const period = ["--from", new Date(fromMs).toISOString(), "--to", new Date(toMs).toISOString()];
    const { data } = await haidang.ask<UptimeRow[]>("uptime", "link", "--id", "dao", ...period);
    const [row] = data;
    if (row === undefined) throw new Error("no uptime row");
    return row;
  };

  beforeAll(async () => {
    lab = await openLab("cut");
    haidang = installHaidang(lab);
    await haidang.start();
    await haidang.apply(`
units: [{ id: dao, name: Xã đảo Cái Chiên, kind: commune }]
sites: [{ id: dao, name: UBND Cái Chiên, unit: dao }]
links: [{ id: dao, name: Quảng Hà – Cái Chiên, site: dao, address: ${lab.siteAddress}, carrier: Nhà mạng A, cir: 50M }]
`);
    await isNow("up", 15_000);
  });
  afterAll(async () => {
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
  });

  it("is watched with this machine's own objects beside it", async () => {
    const expected = ["unit", "site", "link", "device", "service"];
    const found = async () => {
      const { objects } = (await haidang.ask<Status>("status")).data;
      const kinds = objects.filter(({ discovered }) => discovered).map(({ kind }): string => kind);
      return expected.every((kind) => kinds.includes(kind));
    };
    await until("the agent tells what it found", found, 20_000);
    const { data } = await haidang.ask<Status>("status");
    for (const { total, ...parts } of Object.values(data.counts)) {
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(total);
    }
  });

  it("is down within 5 s of the cut and up again within 5 s of the mending; uptime is the truth within a second", async () => {
    // Time before the cut has to be covered too: wait for two windows of evidence.
    const firstMs = (await link()).sinceMs ?? 0;
    await until(
      "two windows are measured",
      async () => ((await link()).lastResultMs ?? 0) - firstMs >= 20_000,
      60_000,
    );

    const cutMs = Date.now();
    await lab.cut();
    expect(await isNow("down", 5000)).toBeLessThan(5000);
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const mendedMs = Date.now();
    await lab.restore();
    expect(await isNow("up", 5000)).toBeLessThan(5000);
    await until(
      "a window after the mending",
      async () => ((await link()).lastResultMs ?? 0) > mendedMs + 10_000,
      30_000,
    );

    const row = await secondsOf(firstMs, mendedMs + 10_000);
    const outageS = (mendedMs - cutMs) / 1000;
    expect(Math.abs(row.seconds.down - outageS)).toBeLessThanOrEqual(1);
    expect(row.outages).toBe(1);
    expect(row.seconds.unknown).toBe(0);
    const total = Object.values(row.seconds).reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo((mendedMs + 10_000 - firstMs) / 1000, 2);
  });

  it("shows unknown, not down and not up, while its agent is killed and held off for a minute", async () => {
    const agent = await haidang.pid("agent");
    const stoppedMs = Date.now();
    process.kill(agent, "SIGSTOP");
    await until("the link is unknown", async () => (await link()).class === "unknown", 45_000);
    await until(
      "the agent is told as silent",
      async () => (await agentRow()).reason === "agent_silent",
      15_000,
    );
    expect((await agentRow()).silent).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, stoppedMs + 60_000 - Date.now())));
    const resumedMs = Date.now();
    process.kill(agent, "SIGKILL");
    await isNow("up", 30_000);
    const row = await secondsOf(stoppedMs - 10_000, resumedMs + 5000);
    expect(row.seconds.down).toBe(0);
    expect(row.seconds.unknown).toBeGreaterThanOrEqual(60 - 1);
    // At most one window before the stop is lost with the process, and the restart takes a moment.
    expect(row.seconds.unknown).toBeLessThanOrEqual(60 + 10 + 5);
  });
});
