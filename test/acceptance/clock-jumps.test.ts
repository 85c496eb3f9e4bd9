import { chmodSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SeriesData } from "@haidang/contract/api.ts";
import type { LinkDetail } from "@haidang/contract/row.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";
import { installAgent, type OutsideAgent } from "./outside-agent.ts";

const dayMs = 86_400_000;
const lacking = missing("root", "ip", "fping", "pgrep", "faketime");
const library = globSync("/usr/lib/**/faketime/libfaketimeMT.so.1")[0] ?? "";

describe.skipIf(lacking.length > 0)(titled("an agent whose clock jumps", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;
  let agent: OutsideAgent;
  let folder: string;
  const jumpTo = (offset: string) => writeFileSync(join(folder, "clock"), `${offset}\n`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "haidang-clock-"));
    jumpTo("+0");
    // the kernel's time stamps of packets cannot be made to jump, so that fping keeps the true time
    const fping = join(folder, "fping");
    const path = process.env["PATH"] ?? "";
    writeFileSync(fping, `#!/bin/sh\nunset LD_PRELOAD\nPATH="${path}:/usr/sbin" exec fping "$@"\n`);
    chmodSync(fping, 0o755);
    lab = await openLab("clock");
    haidang = installHaidang(lab);
    await haidang.start();
    agent = installAgent(lab, haidang);
    await agent.start(haidang.url, {
      PATH: `${folder}:${path}`,
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: join(folder, "clock"),
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    });
    await haidang.apply(`
units: [{ id: xa, name: Xã Ba Chẽ, kind: commune }]
sites: [{ id: xa, name: UBND Ba Chẽ, unit: xa }]
links: [{ id: xa, name: Ba Chẽ, site: xa, address: ${lab.siteAddress}, measuredBy: ${agent.id()} }]
`);
    const link = async () => (await haidang.ask<LinkDetail>("link", "show", "xa")).data.class;
    await until("the link is up", async () => (await link()) === "up", 30_000, agent.printed);
  });
  afterAll(async () => {
    await agent?.stop();
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
    agent?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const windows = async () => {
    const at = (aheadMs: number) => new Date(Date.now() + aheadMs).toISOString();
    const period = ["--from", at(-2 * dayMs), "--to", at(2 * dayMs)];
    const { data } = await haidang.ask<SeriesData[]>("query", "icmp.sent", "--object", "link/xa", ...period);
    return (data[0]?.points ?? []).map(([timeMs]) => timeMs);
  };

  it("goes on measuring at the right time, loses nothing, raises no alarm, and says how far it is off", async () => {
    for (const [offset, seconds] of [
      ["+1h", 3600],
      ["-1h", -3600],
      ["+1d", 86_400],
      ["-1d", -86_400],
      ["-20000d", -20_000 * 86_400],
      ["+5000d", 5000 * 86_400],
    ] as const) {
      jumpTo(offset);
      await until(
        `a clock ${offset} off is told`,
        async () => {
          const { reason, clockOffsetMs } = await agent.row();
          return reason === "clock_skew" && Math.abs((clockOffsetMs ?? 0) / 1000 - seconds) < 1;
        },
        20_000,
        agent.printed,
      );
    }
    jumpTo("+0");
    await until("the clock is right again", async () => (await agent.row()).reason === null, 20_000);
    const endMs = Date.now();
    await until("a window after it all", async () => ((await windows()).at(-1) ?? 0) > endMs, 30_000);

    const times = await windows();
    const [firstMs = 0] = times;
    const lastMs = times.at(-1) ?? 0;
    const expected: number[] = [];
    for (let at = firstMs; at <= lastMs; at += 10_000) expected.push(at);
    expect(times).toEqual(expected);
    const period = ["--from", new Date(firstMs).toISOString(), "--to", new Date(lastMs).toISOString()];
    const { data } = await haidang.ask<UptimeRow[]>("uptime", "link", "--id", "xa", ...period);
    expect(data[0]).toMatchObject({ outages: 0, seconds: { down: 0, unknown: 0 } });
    expect((await agent.row()).droppedPoints).toBe(0);
    expect(agent.printed()).toContain('"event":"clock_wrong"');
    const shown = (await haidang.cli("agent", "list")).stdout;
    expect(shown).toMatch(/ (?:0|[+-]\d+) ms/);
  });
});
