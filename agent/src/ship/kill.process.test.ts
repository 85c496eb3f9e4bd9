import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { scriptedLog } from "../self/scripted-log.ts";
import { openDiskSpool } from "../spool/disk.ts";
import { connectCentre } from "./centre.ts";
import { startScriptedCentre } from "./scripted-centre.ts";
import { startShipper } from "./shipper.ts";

function sendAndKill(folder: string, url: string, first: number, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "sending-child.ts"), folder, url, String(first)],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      if (said.split("\n").length > count) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", () => resolve(Number(said.slice(0, said.lastIndexOf("\n")).split("\n").at(-1))));
  });
}

it("loses and doubles nothing that was durable, over 8 kills while sending", {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-kill-"));
  const centre = await startScriptedCentre();
  const promised = new Set<number>();
  let last = 0;
  for (let kill = 1; kill <= 8; kill += 1) {
    // some answers are lost on the way, so that kills meet batches of unknown fate
    centre.script = kill % 2 === 0 ? ["store", "storeAndReset", "store", "silence", "store"] : ["store"];
    const upTo = await sendAndKill(folder, centre.url, last + 1000, 15 + kill * 11);
    for (let number = last + 1000; number <= upTo; number += 1) promised.add(number);
    last = upTo;
  }
  centre.script = ["store"];
  const spool = openDiskSpool({ folder, nowMs: Date.now(), log: scriptedLog() });
  const shipper = startShipper({
    spool,
    centre: connectCentre(centre.url),
    log: scriptedLog(),
    now: Date.now,
    elapsedMs: () => performance.now(),
    random: () => 0,
  });
  shipper.start();
  await vi.waitFor(() => expect(spool.stats().batches).toBe(0), { timeout: 20_000 });
  await shipper.stop(0);
  const stored = centre.points().map((line) => Number(/id=n(\d+)/.exec(line)?.[1]));
  expect(new Set(stored).size).toBe(stored.length);
  for (const number of promised) expect(stored.includes(number), `n${number}`).toBe(true);
  expect(spool.stats()).toMatchObject({ droppedPoints: 0, damagedFiles: 0 });
  spool.close();
  await centre.close();
  rmSync(folder, { recursive: true, force: true });
});
