import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptedLog } from "@haidang/agent/self/scripted-log.ts";
import { connectCentre } from "@haidang/agent/ship/centre.ts";
import { type Shipper, startShipper } from "@haidang/agent/ship/shipper.ts";
import { openDiskSpool } from "@haidang/agent/spool/disk.ts";
import type { Spool } from "@haidang/agent/spool/spool.ts";
import type { App } from "@haidang/control-plane/app.ts";
import {
  type EmbeddedOptions,
  openEmbeddedSeriesStore,
} from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterEach, describe, expect, test } from "vitest";
import { adminKey, serveApp } from "./served-app.ts";

/** A small disk of its own needs the right to mount one. */
const canMount = process.getuid?.() === 0 || process.env["CI"] !== undefined;
const patient = { timeout: 30_000, interval: 50 };

interface Site {
  app: App;
  url: string;
  agent: string;
  token: string;
  spool: Spool;
  shipper: Shipper;
  log: ReturnType<typeof scriptedLog>;
  end(): Promise<void>;
}

let site: Site | undefined;
async function endSite(): Promise<void> {
  await site?.end();
  site = undefined;
}
afterEach(endSite);

async function post<T>(url: string, body: object, token = adminKey): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return ((await response.json()) as { data: T }).data;
}

/** A control plane with its embedded store in the folder, and one agent's real spool and shipper beside it. */
async function openSite(folder: string, options: EmbeddedOptions = {}): Promise<Site> {
  const beside = mkdtempSync(join(tmpdir(), "haidang-spool-"));
  const { app, url } = await serveApp(folder, openEmbeddedSeriesStore(join(folder, "series"), options));
  const { code } = await post<{ code: string }>(`${url}/api/v1/agents/invites`, { hub: true });
  const { agent, token } = await post<{ agent: string; token: string }>(`${url}/api/v1/agent/enrol`, {
    code,
    hostName: "a",
    version: "0.1.0",
  });
  const log = scriptedLog();
  const spool = openDiskSpool({ folder: beside, nowMs: Date.now(), log });
  const centre = connectCentre(url);
  centre.useToken(token);
  const shipper = startShipper({
    spool,
    centre,
    log,
    now: Date.now,
    elapsedMs: () => performance.now(),
    random: () => 0.01,
  });
  return {
    app,
    url,
    agent,
    token,
    spool,
    shipper,
    log,
    async end() {
      await shipper.stop(0);
      spool.close();
      await app.stop();
      rmSync(beside, { recursive: true, force: true });
    },
  };
}

const everything = { fromMs: 0, toMs: Date.now() + 86_400_000 };

describe("embedded store behind the doors, with an agent's own spool", () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-agents-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("series beyond the limit are left out and counted; everything else of their batches arrives", async () => {
    site = await openSite(folder, { maxNewPerAgent: 30 });
    const { app, agent, spool, shipper, log } = site;
    const nowMs = Date.now();
    const points = (ids: number[], timeMs: number) =>
      ids.map((id) => ({ measurement: "m", tags: { agent, number: `n${id}` }, fields: { v: id }, timeMs }));
    const known = Array.from({ length: 20 }, (_, id) => id);
    shipper.start();
    spool.append(points(known, nowMs), "bulk", nowMs);
    shipper.wake();
    await expect.poll(() => spool.stats().batches, patient).toBe(0);
    // known and new ones mixed, ten of the new ones within the limit
    const mixed = known.flatMap((id) => [id, 100 + id]);
    spool.append(points(mixed, nowMs + 1), "bulk", nowMs);
    shipper.wake();
    await expect.poll(() => spool.stats().batches, patient).toBe(0);
    const series = await app.series.range({ measurement: "m" }, everything);
    const countOf = (id: number) =>
      series.find(({ tags }) => tags["number"] === `n${id}`)?.samples.length ?? 0;
    expect(known.map(countOf)).toEqual(known.map(() => 2));
    expect(known.map((id) => countOf(100 + id))).toEqual(known.map((id) => (id < 10 ? 1 : 0)));
    expect(spool.stats().droppedBy).toEqual({ refused_too_many_series: 10 });
    expect(spool.dropped()[0]?.detail).toContain("30 series today");
    expect(log.events()).toContain("lines_refused");
  }, 60_000);

  test("a field in another type costs its own lines, not its batch", async () => {
    mkdirSync(folder, { recursive: true });
    site = await openSite(folder);
    const { app, agent, spool, shipper } = site;
    const nowMs = Date.now();
    const point = (id: number, v: number | string) => ({
      measurement: "m",
      tags: { agent, number: `n${id}` },
      fields: { v },
      timeMs: nowMs,
    });
    spool.append([point(1, 1), point(2, "text"), point(3, 3), point(4, "text")], "bulk", nowMs);
    shipper.start();
    await expect.poll(() => spool.stats().batches, patient).toBe(0);
    expect(await app.series.range({ measurement: "m" }, everything)).toHaveLength(2);
    expect(spool.stats().droppedBy).toEqual({ refused_lines_invalid: 2 });
  }, 60_000);
});

describe.skipIf(!canMount)(
  "embedded store on a disk that is truly full (needs root to mount a tmpfs)",
  () => {
    const disk = mkdtempSync(join(tmpdir(), "haidang-full-"));
    afterEach(() => {
      execFileSync("umount", [disk]);
      rmdirSync(disk);
    });

    test("ingest waits, reads go on, and with room again agents deliver all they kept", async () => {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=20m", "tmpfs", disk]);
      site = await openSite(disk);
      const { app, url, agent, token, spool, shipper, log } = site;
      shipper.start();
      let written = 0;
      const beganMs = Date.now() - 3_600_000;
      const append = (count: number) => {
        const points = Array.from({ length: count }, (_, at) => ({
          measurement: "m",
          tags: { agent },
          fields: { v: written + at },
          timeMs: beganMs + written + at,
        }));
        written += count;
        spool.append(points, "bulk", Date.now());
        shipper.wake();
      };
      append(500);
      await expect.poll(() => spool.stats().batches, patient).toBe(0);

      // another program takes every last byte
      const others: string[] = [];
      for (const bytes of [1_000_000, 100_000, 4096]) {
        for (let isFull = false; !isFull; ) {
          const file = join(disk, `other-${others.length}`);
          others.push(file);
          try {
            writeFileSync(file, Buffer.alloc(bytes));
          } catch {
            isFull = true;
          }
        }
      }
      for (let batch = 0; batch < 20; batch += 1) append(500);
      await expect.poll(() => log.events(), patient).toContain("centre_away");
      const refusal = await fetch(`${url}/api/v1/ingest`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "text/plain",
          "haidang-boot": "0123456789abcdef",
          "haidang-sequence": "1",
        },
        body: `m,agent=${agent} v=1 ${beganMs - 1}`,
      });
      expect([refusal.status, refusal.headers.get("retry-after")]).toEqual([503, "5"]);
      expect(spool.stats().batches).toBeGreaterThan(0);
      const [before] = await app.series.range({ measurement: "m" }, everything);
      expect(before?.samples.length).toBeGreaterThanOrEqual(500);
      const status = await fetch(`${url}/api/v1/status`, {
        headers: { authorization: `Bearer ${adminKey}` },
      });
      expect(status.status).toBe(200);

      for (const file of others) rmSync(file, { force: true });
      await expect.poll(() => spool.stats().batches, { timeout: 60_000, interval: 100 }).toBe(0);
      expect(spool.stats().droppedPoints).toBe(0);
      const [after] = await app.series.range({ measurement: "m" }, everything);
      expect(after?.samples.map(({ value }) => value)).toEqual(
        Array.from({ length: written }, (_, at) => at),
      );
      await site.end();
      site = undefined;
    }, 120_000);
  },
);
