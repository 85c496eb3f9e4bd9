import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "haidang-durability-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the writer and kills it once it has acknowledged `batches` more, in the middle of whatever it does then. */
async function writeUntilKilled(path: string, first: number, batches: number): Promise<number> {
  const writer = join(import.meta.dirname, "embedded-writer.ts");
  const child = spawn(process.execPath, [writer, path, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.split("\n").length > batches) child.kill("SIGKILL");
  });
  const signal = await new Promise((resolve) => child.once("close", (_code, by) => resolve(by)));
  expect(signal).toBe("SIGKILL");
  // the last line may be cut by the kill; the number before the last line break is whole
  return Number(said.slice(0, said.lastIndexOf("\n")).split("\n").at(-1));
}

test("embedded: kill -9 in mid-write, eight times, loses nothing that was acknowledged", async () => {
  const path = join(folder, "series");
  let next = 0;
  for (let kill = 0; kill < 8; kill += 1) {
    const acknowledged = await writeUntilKilled(path, next, 10 + kill * 17);
    const store = openEmbeddedSeriesStore(path);
    const found = await store.range({ measurement: "crash" }, { fromMs: 0, toMs: acknowledged + 1 });
    const perBatch = new Map<number, number>();
    for (const { samples } of found) {
      for (const { timeMs, value } of samples) {
        expect(value).toBe(timeMs);
        perBatch.set(timeMs, (perBatch.get(timeMs) ?? 0) + 1);
      }
    }
    expect(perBatch.size).toBe(acknowledged + 1);
    expect(new Set(perBatch.values())).toEqual(new Set([50]));
    // a batch in flight may have been committed unsaid, but is whole or absent
    const inFlight = await store.range(
      { measurement: "crash" },
      { fromMs: acknowledged + 1, toMs: acknowledged + 3 },
    );
    expect([0, 50]).toContain(inFlight.length);
    await store.close();
    next = acknowledged + 1;
  }
}, 60_000);

/** A disk of our own, in a mount namespace that ends with the process. */
const onTinyDisk = [
  "--map-root-user",
  "--mount",
  "sh",
  "-c",
  'mount -t tmpfs -o size=3m none "$0" && exec "$@"',
];
const canMount = spawnSync("unshare", [...onTinyDisk, folder, "true"]).status === 0;

test.skipIf(!canMount && process.env["CI"] === undefined)(
  "embedded: a full disk refuses, keeps what it acknowledged, and goes on when there is room",
  () => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    const script = join(import.meta.dirname, "embedded-full-disk.ts");
    const { stdout, stderr } = spawnSync("unshare", [...onTinyDisk, disk, process.execPath, script, disk], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const seen = JSON.parse(stdout);
    for (const refusal of [seen.first, seen.second]) {
      expect(refusal).toEqual({ code: "store_unavailable", hint: expect.stringContaining("disk") });
    }
    expect(seen.full.acknowledged).toBeGreaterThan(5);
    expect(seen.full.stored).toBe(seen.full.acknowledged * 200);
    expect(seen.freed.stored).toBe(seen.freed.acknowledged * 200);
    expect(seen.reopened).toBe(seen.freed.stored);
  },
  60_000,
);
