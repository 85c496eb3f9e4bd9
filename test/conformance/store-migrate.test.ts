import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { encodeHistogram, histogramOf } from "@haidang/contract/histogram.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasInfluxd, type Influxd, startInfluxd } from "./influxd.ts";
import { plain } from "./series-store/subject.ts";
import { hasVictoriaMetrics, startVictoriaMetrics } from "./victoria-metrics.ts";

const skip = !(hasInfluxd && hasVictoriaMetrics) && process.env["CI"] === undefined;
const bin = fileURLToPath(new URL("../../cli/bin/haidang.js", import.meta.url));
const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 8, 1);
const range = { fromMs: startMs - hourMs, toMs: startMs + 400 * hourMs };

describe.skipIf(skip)("haidang store migrate, over real engines", () => {
  let influxd: Influxd;
  let victoria: Influxd;
  const folder = mkdtempSync(join(tmpdir(), "haidang-migrate-"));
  const series = join(folder, "series");
  beforeAll(async () => {
    [influxd, victoria] = await Promise.all([startInfluxd(), startVictoriaMetrics()]);
  });
  afterAll(async () => {
    await influxd?.remove();
    await victoria?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(from: string, to: string, more: readonly string[] = []) {
    const argv = [bin, "store", "migrate", "--from", from, "--to", to, "--data", folder, ...more];
    const { PATH } = process.env;
    const env = {
      PATH,
      HAIDANG_LANG: "en",
      HAIDANG_TO_PASSWORD: "pw-secret",
      HAIDANG_FROM_TOKEN: "t-secret",
    };
    return spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "pipe"] });
  }

  async function run(from: string, to: string, more: readonly string[] = ["--json"]) {
    const child = start(from, to, more);
    const exit = new Promise((resolve) => child.once("exit", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr, exitCode: await exit };
  }

  async function everything(path: string): Promise<unknown> {
    const store = openEmbeddedSeriesStore(path);
    const found = [];
    for (const measurement of ["icmp", "sip", "hải đăng"]) {
      found.push(...plain(await store.range({ measurement }, range)));
    }
    await store.close();
    return found;
  }

  test("history goes from engine to engine, interrupted on its way, and comes back as it was", async () => {
    const store = openEmbeddedSeriesStore(series);
    for (let hour = 0; hour < 400; hour += 1) {
      await store.write(
        Array.from({ length: 40 }, (_, at) => ({
          measurement: ["icmp", "sip", "hải đăng"][at % 3] ?? "",
          tags: { agent: "a", kind: "link", id: `it's "${at % 5}", = \\ ộ` },
          fields: {
            received: hour + at,
            rttMeanMs: (hour * at) / 8,
            inCall: at % 2 === 0,
            note: `n ${at} "x"`,
            rttHistogram: encodeHistogram(histogramOf([at, hour])),
          },
          timeMs: startMs + hour * hourMs + at * 60_000,
        })),
      );
    }
    await store.close();
    const before = await everything(series);

    const toVictoria = `victoriametrics+${victoria.url}`;
    const look = await run("embedded", toVictoria, ["--dry-run"]);
    expect(look).toMatchObject({ exitCode: 0, stderr: "" });
    expect(look.stdout).toMatch(/80,000 samples would be moved/);

    const killed = start("embedded", toVictoria);
    const note = join(folder, "migrate.json");
    await expect.poll(() => existsSync(note), { timeout: 20_000, interval: 5 }).toBe(true);
    killed.kill("SIGKILL");
    // the mover ends with the pipe it tells into, and lets go of its files
    await expect
      .poll(async () => (await run("embedded", toVictoria)).exitCode, { timeout: 25_000, interval: 200 })
      .toBe(0);
    expect(existsSync(note)).toBe(false);

    await fetch(`${influxd.url}/query?q=CREATE+DATABASE+moved`, { method: "POST" });
    const toInflux = `influxdb1+${influxd.url}/moved`;
    const second = await run(toVictoria, toInflux, []);
    expect(second).toMatchObject({ exitCode: 0, stderr: "" });
    expect(second.stdout).toMatch(/80,000 samples are in the new store/);

    rmSync(series, { recursive: true });
    const third = JSON.parse((await run(toInflux, "embedded")).stdout);
    expect(third.data.shortfalls).toEqual([]);
    expect(await everything(series)).toEqual(before);
  }, 60_000);

  test("a store in use, one that is away and one that is none are said in words, secrets never", async () => {
    const inUse = openEmbeddedSeriesStore(series);
    const said = [
      [await run("embedded", `influxdb1+${influxd.url}/moved`), "data_folder", 1],
      [await run("influxdb1+http://u:pw-secret@127.0.0.1:9/d", "embedded"), "store_unavailable", 1],
      [await run("mysql://u:pw-secret@h/d", "embedded"), "usage", 2],
      [await run("embedded", "embedded"), "usage", 2],
    ] as const;
    await inUse.close();
    for (const [{ stdout, stderr, exitCode }, code, expected] of said) {
      expect(JSON.parse(stderr)).toMatchObject({ error: { code } });
      expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: expected });
      expect(stderr).not.toMatch(/pw-secret|t-secret/);
    }
  });
});
