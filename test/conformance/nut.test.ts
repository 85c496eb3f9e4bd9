import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { nutProbe } from "@haidang/agent/probe/nut/nut-probe.ts";
import type { CheckOf } from "@haidang/contract/check.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { missing, titled } from "../acceptance/needs.ts";

const lacking = missing("upsd");

/** The upsd on the path of Debian is a script that wants a word in /etc; the server itself lies beside the drivers. */
const serverPlace = ["/lib/nut/upsd", "/usr/lib/nut/upsd"].find((place) => existsSync(place)) ?? "upsd";
const driverPlace =
  ["/lib/nut/dummy-ups", "/usr/lib/nut/dummy-ups"].find((place) => existsSync(place)) ?? "dummy-ups";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await vi.waitUntil(() => server.listening);
  const { port } = z.object({ port: z.int() }).parse(server.address());
  server.close();
  return port;
}

async function takesConnections(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: "127.0.0.1", port }, () => resolve(true));
  socket.on("error", () => resolve(false));
  const isOpen = await promise;
  socket.destroy();
  return isOpen;
}

describe.skipIf(lacking.length > 0)(titled("a UPS served by the real upsd", lacking), () => {
  let folder: string;
  let port: number;
  const running: ChildProcess[] = [];

  const tell = (status: string, charge: number) =>
    writeFile(
      join(folder, "ups.dev"),
      `ups.mfr: APC\nups.model: Smart-UPS 1500\nups.status: ${status}\nups.load: 23.4\nbattery.charge: ${charge}
battery.runtime: 3120\nbattery.voltage: 27.3\ninput.voltage: 229.1\noutput.voltage: 230.0\n`,
    );
  const start = (program: string, args: string[]) => {
    const place = { NUT_CONFPATH: folder, NUT_STATEPATH: folder, NUT_ALTPIDPATH: folder };
    running.push(spawn(program, args, { cwd: folder, stdio: "ignore", env: { ...process.env, ...place } }));
  };
  async function run(ups = "ups") {
    const check: CheckOf<"nut"> = {
      id: "nut:device/ups-1",
      probe: "nut",
      target: { kind: "device", id: "ups-1" },
      intervalMs: 30_000,
      retryIntervalMs: 10_000,
      timeoutMs: 5000,
      settings: { address: "127.0.0.1", ups, port },
    };
    const signal = AbortSignal.timeout(check.timeoutMs);
    const { result, points } = await nutProbe(check).run({ agent: "a1", slotMs: 0, signal });
    return { result, feed: points.find(({ measurement }) => measurement === "ups")?.fields, points };
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "haidang-nut-"));
    port = await freePort();
    const { username } = userInfo();
    // in this mode the file is read again and again, as a UPS would be
    await writeFile(
      join(folder, "ups.conf"),
      "pollinterval = 1\n[ups]\ndriver = dummy-ups\nport = ups.dev\nmode = dummy-loop\n",
    );
    await writeFile(join(folder, "upsd.conf"), `LISTEN 127.0.0.1 ${port}\nSTATEPATH ${folder}\n`);
    await writeFile(join(folder, "upsd.users"), "\n");
    await tell("OL CHRG", 97);
    start(driverPlace, ["-a", "ups", "-u", username, "-F"]);
    await vi.waitUntil(() => existsSync(join(folder, "dummy-ups-ups")), { timeout: 10_000 });
    start(serverPlace, ["-u", username, "-F"]);
    await vi.waitUntil(() => takesConnections(port), { timeout: 10_000 });
    // upsd hears the variables one after another
    await vi.waitUntil(async () => (await run()).points.length >= 10, { timeout: 15_000, interval: 200 });
  });
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  test("tells its figures, and that it is on mains", async () => {
    const { feed, points } = await run();
    expect(feed).toEqual({ onBattery: false, batteryLow: false, onBypass: false });
    const told = points.flatMap(({ tags, fields }) =>
      tags["sensor"] === undefined ? [] : [[tags["name"], fields["value"]]],
    );
    expect(told).toEqual(
      expect.arrayContaining([
        ["Battery time remaining", 52],
        ["Battery charge", 97],
        ["Input", 229.1],
        ["Output", 23.4],
      ]),
    );
  });

  test("a power cut shows: on battery, then nearly empty", async () => {
    await tell("OB DISCHRG", 60);
    await vi.waitUntil(async () => (await run()).feed?.["onBattery"] === true, {
      timeout: 15_000,
      interval: 200,
    });
    await tell("OB LB", 9);
    await vi.waitUntil(async () => (await run()).feed?.["batteryLow"] === true, {
      timeout: 15_000,
      interval: 200,
    });
  });

  test("a UPS it does not serve, and one whose driver is gone, are not read", async () => {
    expect((await run("other")).result).toMatchObject({ reason: "ups_unread", detail: "ERR UNKNOWN-UPS" });
    running[0]?.kill("SIGKILL");
    await vi.waitUntil(async () => (await run()).result.reason === "ups_unread", {
      timeout: 15_000,
      interval: 200,
    });
  });
});
