import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { scriptedLog } from "../self/scripted-log.ts";
import { openDiskSpool } from "./disk.ts";

/** Lets a child append until it has said enough numbers, kills it outright, and returns the last number it said. */
function appendAndKill(folder: string, first: number, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "appending-child.ts"), folder, String(first)],
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

it("loses nothing that append returned from, over 8 kills", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-kill-"));
  let last = 0;
  for (let kill = 1; kill <= 8; kill += 1) {
    const from = last + 1000;
    const upTo = await appendAndKill(folder, from, 20 + kill * 13);
    expect(upTo).toBeGreaterThan(from);
    const spool = openDiskSpool({ folder, nowMs: Date.now(), log: scriptedLog() });
    const found: number[] = [];
    for (const part of ["fresh", "backlog"] as const) {
      for (
        let batch = spool.next(Date.now(), part);
        batch !== undefined;
        batch = spool.next(Date.now(), part)
      ) {
        const text = zstdDecompressSync(batch.body).toString();
        found.push(...[...text.matchAll(/id=n(\d+)/g)].map(([, number]) => Number(number)));
        spool.settle(batch, { as: "accepted" });
      }
    }
    expect(spool.stats()).toMatchObject({ batches: 0, droppedPoints: 0, damagedFiles: 0 });
    spool.close();
    const numbers = new Set(found);
    expect(numbers.size).toBe(found.length);
    for (let number = from; number <= upTo; number += 1) expect(numbers.has(number), `n${number}`).toBe(true);
    last = Math.max(...found);
  }
  rmSync(folder, { recursive: true, force: true });
});
