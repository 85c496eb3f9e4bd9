import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { registerMetrics } from "../self/metrics.ts";
import { scriptedLog } from "../self/scripted-log.ts";
import { receiveTraps } from "./receive-traps.ts";

const reading = {
  spoolBatches: 0,
  spoolBytes: 0,
  spoolAgeS: 0,
  droppedPoints: 0,
  droppedBy: {},
  droppedRange: undefined,
  damagedFiles: 0,
  checks: 0,
  running: 0,
  stuck: 0,
  clock: undefined,
  clockSynchronised: false,
};

function receiving(place: { host: string; port: number } | undefined) {
  const folder = mkdtempSync(join(tmpdir(), "haidang-receive-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = scriptedLog();
  const traps = receiveTraps({
    agent: "hub",
    place,
    folder,
    now: Date.now,
    hurry: () => undefined,
    record: () => undefined,
    metrics: registerMetrics(new Registry(), "0.1.0", () => reading),
    log,
  });
  onTestFinished(async () => await (await traps)?.close());
  return { traps, log };
}

test("says where it listens and which engine it is; without a place it does nothing", async () => {
  const { traps, log } = receiving({ host: "127.0.0.1", port: 0 });
  const { port } = (await traps) ?? {};
  expect(log.entries).toMatchObject([
    { event: "traps_listening", host: "127.0.0.1", port, engine: expect.stringMatching(/^8000000005/) },
  ]);
  const off = receiving(undefined);
  expect(await off.traps).toBeUndefined();
  expect(off.log.entries).toEqual([]);
});

test("a port that is taken is one sentence, and no reason to stop", async () => {
  const first = receiving({ host: "127.0.0.1", port: 0 });
  const { port = 0 } = (await first.traps) ?? {};
  const second = receiving({ host: "127.0.0.1", port });
  expect(await second.traps).toBeUndefined();
  expect(second.log.entries).toMatchObject([
    {
      event: "traps_off",
      why:
        `Traps cannot be received on 127.0.0.1 port ${port}: EADDRINUSE. ` +
        "Choose another address or port in HAIDANG_AGENT_TRAPS, or end what uses it (snmptrapd?).",
    },
  ]);
});
