import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptedLog } from "@haidang/agent/self/scripted-log.ts";
import { connectCentre } from "@haidang/agent/ship/centre.ts";
import { type Shipper, startShipper } from "@haidang/agent/ship/shipper.ts";
import { openDiskSpool } from "@haidang/agent/spool/disk.ts";
import type { Spool } from "@haidang/agent/spool/spool.ts";
import { type CheckResult, resultPoint } from "@haidang/contract/result.ts";
import type { App } from "@haidang/control-plane/app.ts";
import { openInfluxdb1SeriesStore } from "@haidang/control-plane/store/influxdb1/influxdb1.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasInfluxd, type Influxd, startInfluxd } from "./influxd.ts";
import { adminKey, serveApp } from "./served-app.ts";

const skip = !hasInfluxd && process.env["CI"] === undefined;
const inventory = `
units: [{ id: u, name: U, kind: commune }]
sites: [{ id: a, name: A, unit: u }]
links: [{ id: la, name: A, site: a, address: 127.0.0.8, carrier: C }]
`;

interface Writer {
  host: string;
  spool: Spool;
  shipper: Shipper;
  answers: string[];
}

function result(isDown: boolean): CheckResult {
  return {
    probe: "icmp",
    target: { kind: "link", id: "la" },
    timeMs: Date.now(),
    outcome: isDown ? "failed" : "ok",
    ...(isDown ? { reason: "no_reply" } : {}),
  };
}

/** R10 of the reliability goals, with minutes made seconds. */
describe.skipIf(skip)("the store is gone for a while, under load (Debian package influxdb)", () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-store-gone-"));
  let influxd: Influxd;
  let app: App;
  let url = "";
  const call = async (
    method: string,
    path: string,
    { body, token = adminKey }: { body?: object; token?: string } = {},
  ) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  beforeAll(async () => {
    influxd = await startInfluxd();
    ({ app, url } = await serveApp(
      folder,
      await openInfluxdb1SeriesStore({ url: influxd.url, database: "haidang", timeoutMs: 5000 }),
    ));
  });
  afterAll(async () => {
    await app?.stop();
    await influxd?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function enrol(host: string): Promise<Writer> {
    const invite = await call("POST", "/api/v1/agents/invites", { body: { hub: true } });
    const enrolled = await call("POST", "/api/v1/agent/enrol", {
      body: { code: invite.body.data.code, hostName: host, version: "0.1.0" },
    });
    const spool = openDiskSpool({
      folder: mkdtempSync(join(folder, "spool-")),
      nowMs: Date.now(),
      log: scriptedLog(),
    });
    const answers: string[] = [];
    const centre = connectCentre(url);
    centre.useToken(enrolled.body.data.token);
    const shipper = startShipper({
      spool,
      centre,
      log: scriptedLog(),
      now: Date.now,
      elapsedMs: () => performance.now(),
      random: () => 0.01,
      onAnswer: (answer) => answers.push(answer),
    });
    shipper.start();
    return { host: enrolled.body.data.agent, spool, shipper, answers };
  }

  test("nothing is lost or doubled, and state is judged meanwhile", async () => {
    const writers = [await enrol("agent-a"), await enrol("agent-b")];
    await call("POST", "/api/v1/inventory/apply", { body: { files: [{ path: "i.yaml", text: inventory }] } });
    let written = 0;
    let isDown = false;
    const beginMs = Date.now() - 60_000;
    const write = () => {
      for (const [at, { host, spool, shipper }] of writers.entries()) {
        // a link is measured by one of them
        const isFirst = at === 0;
        const timeMs = beginMs + written;
        // of the agent's own: it was given no device
        const own = { measurement: "host", tags: { agent: host }, fields: { cpuPct: written }, timeMs };
        spool.append([own], "bulk", Date.now());
        if (isFirst) spool.append([resultPoint(host, result(isDown))], "state", Date.now());
        shipper.wake(true);
      }
      written += 1;
    };
    const load = setInterval(write, 20);
    // one object's page reads its newest measurements, so that it is the store which is asked; the status is not
    const classOf = async () => {
      const { objects } = (await call("GET", "/api/v1/status")).body.data;
      return objects.find(({ id }: { id: string }) => id === "la")?.class;
    };
    const patient = { timeout: 15_000, interval: 100 };
    await expect.poll(classOf, patient).toBe("up");

    await influxd.kill();
    const answeredBefore = writers.map(({ answers }) => answers.length);
    // judged from batches that are refused, and news goes on being heard however long the store stays away
    for (const expected of ["down", "up", "down"]) {
      isDown = expected === "down";
      await expect.poll(classOf, { timeout: 4000, interval: 50 }).toBe(expected);
    }
    const page = await call("GET", "/api/v1/links/la");
    expect(page.status).toBe(200);
    expect(page.body).toMatchObject({ data: { class: "down" }, meta: { storeAway: true } });
    expect((await call("GET", "/api/v1/links")).body.meta.storeAway).toBe(true);
    await expect
      .poll(
        () => writers.every(({ answers }, at) => answers.slice(answeredBefore[at]).includes("waits")),
        patient,
      )
      .toBe(true);
    const during = writers.map(({ answers }) => answers.length);
    await expect.poll(() => writers.every(({ spool }) => spool.stats().batches > 50), patient).toBe(true);
    for (const [at, { answers }] of writers.entries()) {
      expect(answers.slice(during[at])).not.toContain("accepted");
    }

    await influxd.start();
    isDown = false;
    await expect.poll(classOf, { timeout: 20_000, interval: 100 }).toBe("up");
    clearInterval(load);
    for (const { spool, shipper } of writers) {
      await expect.poll(() => spool.stats().batches, { timeout: 20_000, interval: 100 }).toBe(0);
      expect(spool.stats().droppedPoints).toBe(0);
      await shipper.stop(0);
      spool.close();
    }
    const range = { fromMs: beginMs - 1000, toMs: Date.now() + 60_000 };
    for (const { host } of writers) {
      const [series] = await app.series.range(
        { measurement: "host", fields: ["cpuPct"], tags: { agent: host } },
        range,
      );
      expect(series?.samples.map(({ value }) => value)).toEqual(
        Array.from({ length: written }, (_, at) => at),
      );
    }
    expect(written).toBeGreaterThan(50);
  }, 60_000);
});
