import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openDiskSpool } from "@haidang/agent/spool/disk.ts";
import type { SeriesData } from "@haidang/contract/api.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";
import { installAgent, type OutsideAgent } from "./outside-agent.ts";

const lacking = missing("root", "ip", "fping", "pgrep");
const relayPort = 8790;
const relayScript = fileURLToPath(new URL("tcp-relay.ts", import.meta.url));
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const batches = 40;
const perBatch = 500;
const mebibyte = 1024 * 1024;

describe.skipIf(lacking.length > 0)(titled("an agent behind a bad line", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;
  let agent: OutsideAgent;
  let relay: ChildProcess;
  let fulfilled = "";
  let quietBytes: number;
  const url = `http://127.0.0.1:${relayPort}`;

  beforeAll(async () => {
    lab = await openLab("line");
    haidang = installHaidang(lab);
    await haidang.start();
    relay = lab.start("hub", process.execPath, [relayScript, String(relayPort), "8700"]);
    relay.stdout?.on("data", (chunk) => {
      fulfilled += String(chunk);
    });
    await until("the relay listens", () => fulfilled.includes("listening"), 10_000);
    agent = installAgent(lab, haidang);
    await agent.start(url);
    await until("it has told what its machine is", () => agent.printed().includes("facts_sent"), 20_000);
    quietBytes = agent.peakBytes();
    await agent.stop();
  });
  afterAll(async () => {
    await agent?.stop();
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
    agent?.remove();
  });

  it("loses and doubles nothing of what waits and of what it measures, in little memory", async () => {
    const beganMs = Date.now();
    const fromMs = beganMs - batches * perBatch * 10;
    const spool = openDiskSpool({ folder: agent.folder, nowMs: fromMs, log });
    for (let batch = 0; batch < batches; batch += 1) {
      const points = Array.from({ length: perBatch }, (_, n) => {
        const number = batch * perBatch + n;
        const timeMs = fromMs + number * 10;
        return { measurement: "numbered", tags: { agent: agent.id() }, fields: { number }, timeMs };
      });
      spool.append(points, batch % 4 === 0 ? "state" : "bulk", fromMs + batch * perBatch * 10);
    }
    spool.close();

    relay.kill("SIGUSR2");
    await agent.start(url);
    const stored = async (): Promise<number[]> => {
      const period = ["--from", new Date(fromMs).toISOString(), "--to", new Date().toISOString()];
      const { data } = await haidang.ask<SeriesData[]>("query", "numbered.number", ...period);
      return data.flatMap(({ points }) => points.map(([, value]) => Number(value)));
    };
    await until(
      "all that waited has arrived and every kind of trouble was met",
      async () =>
        ["reset", "cut", "double", "swallow", "slow"].every((fate) => fulfilled.includes(fate)) &&
        (await stored()).length >= batches * perBatch,
      60_000,
      () => `${fulfilled}\n${agent.printed()}`,
    );
    const numbers = await stored();
    expect(numbers.length).toBe(batches * perBatch);
    expect(new Set(numbers).size).toBe(batches * perBatch);
    // run from its sources it holds their compiler too: what trouble adds to a quiet line is what counts here
    expect(agent.peakBytes() - quietBytes).toBeLessThan(32 * mebibyte);
    expect((await agent.row()).droppedPoints ?? 0).toBe(0);
    expect(agent.printed()).not.toMatch(/"event":"(?:batch_refused|lines_refused|fault)"/);
  });
});
