import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { SeriesData } from "@haidang/contract/api.ts";
import type { LinkDetail } from "@haidang/contract/row.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sized } from "../large.ts";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";

const lacking = missing("root", "ip", "fping", "pgrep");

describe.skipIf(lacking.length > 0)(titled("processes killed with -9", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;

  beforeAll(async () => {
    lab = await openLab("kill");
    haidang = installHaidang(lab);
    await haidang.start();
    await haidang.apply(`
units: [{ id: xa, name: Xã Ba Chẽ, kind: commune }]
sites: [{ id: xa, name: UBND Ba Chẽ, unit: xa }]
links: [{ id: xa, name: Ba Chẽ, site: xa, address: ${lab.siteAddress} }]
`);
    await until("the link is up", async () => (await link()).class === "up", 20_000);
  });
  afterAll(async () => {
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
  });

  const link = async () => (await haidang.ask<LinkDetail>("link", "show", "xa")).data;
  const windows = async () => {
    const { data } = await haidang.ask<SeriesData[]>(
      "query",
      "icmp.sent",
      "--object",
      "link/xa",
      "--since",
      "1h",
    );
    return (data[0]?.points ?? []).map(([timeMs]) => timeMs);
  };
  const answers = () =>
    until(
      "the control plane answers again",
      async () => (await haidang.cli("status", "--json")).code === 0,
      20_000,
    );

  it("lose no window of measurements when it is the control plane, again and again at any moment", async () => {
    const first = (await windows())[0] ?? Date.now();
    for (let time = 0; time < sized(8, 60); time += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500 + ((time * 677) % 2500)));
      process.kill(await haidang.pid("control-plane"), "SIGKILL");
      await answers();
    }
    const endMs = Date.now();
    await until(
      "news arrive after the last kill",
      async () => ((await windows()).at(-1) ?? 0) > endMs,
      30_000,
    );
    const times = await windows();
    const expected: number[] = [];
    const last = times.at(-1) ?? 0;
    for (let at = Math.ceil(first / 10_000) * 10_000; at <= last; at += 10_000) expected.push(at);
    // Each ten-second window is there, once: nothing acknowledged was lost, nothing stored twice.
    expect(expected.filter((at) => !times.includes(at))).toEqual([]);
    expect(new Set(times).size).toBe(times.length);
    const period = ["--from", new Date(first).toISOString(), "--to", new Date(last).toISOString()];
    const { data } = await haidang.ask<UptimeRow[]>("uptime", "link", "--id", "xa", ...period);
    expect(data[0]?.seconds).toMatchObject({ down: 0, unknown: 0 });
  });

  it("leave the spool whole when it is the agent: it comes back by itself and drops nothing", async () => {
    for (let time = 0; time < sized(3, 60); time += 1) {
      await new Promise((resolve) => setTimeout(resolve, 400 + ((time * 700) % 4900)));
      const before = await haidang.pid("agent");
      process.kill(before, "SIGKILL");
      await until(
        "another agent runs",
        async () => (await haidang.pid("agent").catch(() => before)) !== before,
        20_000,
      );
    }
    const resumedMs = Date.now();
    await until(
      "the link is measured again",
      async () => ((await link()).lastResultMs ?? 0) > resumedMs,
      30_000,
    );
    await until("the agent speaks of itself", async () => (await agent()).droppedPoints !== null, 45_000);
    expect((await agent()).droppedPoints).toBe(0);
    expect((await link()).class).toBe("up");
  });
  const agent = async () => {
    const [row] = (await haidang.ask<AgentRow[]>("agent", "list")).data;
    if (row === undefined) throw new Error("no agent is listed");
    return row;
  };

  it("leave history in place over a stop and a second start, which takes less than 3 s and asks for nothing", async () => {
    const before = await windows();
    expect(await haidang.stop()).toBe(0);
    const began = Date.now();
    await haidang.start();
    expect(Date.now() - began).toBeLessThan(3000);
    expect(await windows()).toEqual(expect.arrayContaining(before));
    expect(haidang.printed()).not.toContain(readFileSync(join(haidang.data, "admin.key"), "utf8").trim());
  });
});
