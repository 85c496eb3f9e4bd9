import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Point } from "@haidang/contract/point.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ScriptedLog, scriptedLog } from "../self/scripted-log.ts";
import { openDiskSpool } from "../spool/disk.ts";
import type { Spool } from "../spool/spool.ts";
import { connectCentre } from "./centre.ts";
import { answer, refuseLines, type ScriptedCentre, startScriptedCentre } from "./scripted-centre.ts";
import { type Shipper, type ShipperOptions, startShipper } from "./shipper.ts";

let folder: string;
let log: ScriptedLog;
let spool: Spool;
let centre: ScriptedCentre;
let shipper: Shipper | undefined;

function point(number: number, timeMs = Date.now()): Point {
  return { measurement: "m", tags: { id: `n${number}` }, fields: { v: number }, timeMs };
}
function ship(options: Partial<ShipperOptions> = {}): Shipper {
  const connection = connectCentre(centre.url);
  connection.useToken("secret");
  shipper = startShipper({
    spool,
    centre: connection,
    log,
    now: Date.now,
    elapsedMs: () => performance.now(),
    random: () => 0.1,
    timeoutMs: 500,
    ...options,
  });
  shipper.start();
  return shipper;
}
function stored(): number[] {
  return centre.points().map((line) => Number(/id=n(\d+)/.exec(line)?.[1]));
}
async function delivered(count: number, timeoutMs = 10_000): Promise<void> {
  await vi.waitFor(() => expect(spool.stats().batches).toBe(0), { timeout: timeoutMs, interval: 10 });
  const numbers = stored();
  expect(numbers.length).toBe(count);
  expect(new Set(numbers).size).toBe(count);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "haidang-ship-"));
  log = scriptedLog();
  spool = openDiskSpool({ folder, nowMs: Date.now(), log });
  centre = await startScriptedCentre();
});
afterEach(async () => {
  await shipper?.stop(0);
  shipper = undefined;
  spool.close();
  await centre.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("delivery", () => {
  it("sends with the headers of the contract and settles what is stored", async () => {
    spool.append([point(1), point(2)], "bulk", Date.now());
    ship();
    await delivered(2);
    expect(centre.arrived[0]?.authorization).toBe("Bearer secret");
    expect(centre.arrived[0]?.name).toMatch(/^[0-9a-f]{16}\/1$/);
    spool.append([point(3)], "state", Date.now());
    shipper?.wake(true);
    await delivered(3);
  });

  it("an urgent change goes at once, not with the next look", async () => {
    ship();
    await vi.waitFor(() => expect(centre.arrived.length).toBe(0));
    const startedMs = performance.now();
    spool.append([point(1)], "state", Date.now());
    shipper?.wake(true);
    await delivered(1);
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  it("loses and doubles nothing over resets, silence, 503 and duplicates", { timeout: 30_000 }, async () => {
    centre.script = [
      "reset",
      "storeAndReset",
      answer(503, { "retry-after": "0" }),
      "silence",
      "storeAndReset",
      answer(500),
      answer(429),
      answer(502),
      "store",
    ];
    for (let n = 1; n <= 40; n += 1)
      spool.append([point(n)], n % 4 === 0 ? "state" : "bulk", Date.now() - (n % 3) * 90_000);
    ship({ random: () => 0.01 });
    await delivered(40, 20_000);
    const byName = Map.groupBy(centre.arrived, ({ name }) => name);
    for (const [name, same] of byName) {
      for (const { lines } of same) expect(lines, name).toEqual(same[0]?.lines);
    }
    expect(centre.arrived.length).toBeGreaterThan(centre.stored.size);
    expect(log.events().filter((event) => event === "centre_away").length).toBeGreaterThan(0);
    expect(log.events().at(-1)).toBe("centre_back");
  });

  it("tells news to a centre that judges but cannot store", { timeout: 20_000 }, async () => {
    const judged = { code: "store_unavailable", details: { judged: true } };
    centre.script = [answer(503, { "retry-after": "1" }, judged)];
    spool.append([point(1000, Date.now() - 3_600_000)], "bulk", Date.now() - 3_600_000);
    ship();
    for (let n = 1; n <= 20; n += 1) {
      spool.append([point(n)], n % 2 === 0 ? "state" : "bulk", Date.now());
      shipper?.wake(n % 2 === 0);
      await vi.waitFor(
        () => expect(centre.arrived.flatMap(({ lines }) => lines).join()).toContain(`id=n${n} `),
        {
          timeout: 1000,
          interval: 5,
        },
      );
    }
    // state 2 is tried again once a second, everything else was said once
    const times = Map.groupBy(
      centre.arrived.flatMap(({ lines }) => lines),
      (line) => Number(/id=n(\d+)/.exec(line)?.[1]),
    );
    for (let n = 1; n <= 20; n += 1) if (n > 2) expect(times.get(n), `point ${n}`).toHaveLength(1);
    expect(centre.stored.size).toBe(0);
    expect(log.events().filter((event) => event === "centre_away")).toHaveLength(1);
    centre.script = ["store"];
    await delivered(21);
    expect(log.events().at(-1)).toBe("centre_back");
  });

  it("survives a restart between storing and answering", async () => {
    centre.script = ["storeAndReset", "silence"];
    spool.append([point(1)], "bulk", Date.now());
    ship();
    await vi.waitFor(() => expect(centre.arrived.length).toBeGreaterThan(0));
    await shipper?.stop(0);
    spool.close();
    spool = openDiskSpool({ folder, nowMs: Date.now(), log });
    centre.script = ["store"];
    ship();
    await delivered(1);
    expect(new Set(centre.arrived.map(({ name }) => name)).size).toBe(1);
  });
});

describe("refusals", () => {
  it("leaves out exactly the lines the centre names, under the same identity", async () => {
    centre.script = [refuseLines(centre, /v=13$|v=13 |id=n7,| v=7 |id=n13 /)];
    spool.append(
      Array.from({ length: 50 }, (_, n) => point(n + 1)),
      "bulk",
      Date.now(),
    );
    ship();
    await delivered(48);
    expect(stored()).not.toContain(7);
    expect(stored()).not.toContain(13);
    expect(spool.stats().droppedBy).toEqual({ refused_lines_invalid: 2 });
    expect(new Set(centre.arrived.map(({ name }) => name)).size).toBe(1);
    expect(spool.dropped()[0]?.detail).toContain("not a number");
  });

  it("comes to an end though the centre names only 20 lines at a time", async () => {
    centre.script = [refuseLines(centre, /./)];
    spool.append(
      Array.from({ length: 90 }, (_, n) => point(n + 1)),
      "bulk",
      Date.now(),
    );
    ship();
    await delivered(0);
    expect(spool.stats().droppedBy).toEqual({ refused_lines_invalid: 90 });
  });

  it("counts a batch refused whole and goes on with the next", async () => {
    centre.script = [answer(422, {}, { code: "too_many_series" }), "store"];
    spool.append([point(1)], "state", Date.now());
    spool.append([point(2)], "bulk", Date.now());
    ship();
    await delivered(1);
    expect(spool.dropped()).toMatchObject([
      { why: "refused_too_many_series", points: 1, detail: "says too_many_series" },
    ]);
  });

  it("halves a batch that is too large until it fits", async () => {
    centre.script = [
      (response, { name, lines }) => {
        if (lines.length > 10) response.writeHead(413).end();
        else {
          centre.stored.set(name, lines);
          response.writeHead(204).end();
        }
      },
    ];
    spool.append(
      Array.from({ length: 33 }, (_, n) => point(n + 1)),
      "bulk",
      Date.now(),
    );
    ship();
    await delivered(33);
    expect(spool.stats().droppedPoints).toBe(0);
  });

  it("keeps everything and says once that the credential is refused", async () => {
    centre.script = [answer(401), answer(401), answer(401), "store"];
    spool.append([point(1)], "state", Date.now());
    ship({ random: () => 0 });
    await delivered(1);
    expect(log.events().filter((event) => event === "credential_refused")).toHaveLength(1);
    expect(log.events()).toContain("credential_accepted");
    expect(JSON.stringify(log.entries)).not.toContain("secret");
  });
});

describe("waiting", () => {
  it("honours Retry-After, urgent or not", async () => {
    centre.script = [answer(503, { "retry-after": "1" }), "store"];
    spool.append([point(1)], "state", Date.now());
    ship({ random: () => 0 });
    await vi.waitFor(() => expect(centre.arrived).toHaveLength(1));
    const startedMs = performance.now();
    spool.append([point(2)], "state", Date.now());
    shipper?.wake(true);
    await delivered(2);
    expect(performance.now() - startedMs).toBeGreaterThan(850);
  });

  it("a half-open connection ends at the deadline and is tried anew", async () => {
    const dead = createServer(() => undefined);
    await new Promise<void>((resolve) => dead.listen(0, "127.0.0.1", resolve));
    const address = dead.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const connection = connectCentre(`http://127.0.0.1:${address.port}`);
    const request = { method: "GET", path: "/", timeoutMs: 200 } as const;
    await expect(connection.request(request)).rejects.toThrow(/no answer within 0.2 s/);
    connection.close();
    dead.close();
  });

  it("stop lets what is fresh go and leaves the rest in the spool", async () => {
    ship();
    for (let n = 1; n <= 5; n += 1) spool.append([point(n)], n === 5 ? "state" : "bulk", Date.now());
    await shipper?.stop(2000);
    expect(stored().sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it("stop returns in time though the centre is silent", async () => {
    centre.script = ["silence"];
    spool.append([point(1)], "state", Date.now());
    ship({ timeoutMs: 10_000 });
    await vi.waitFor(() => expect(centre.arrived).toHaveLength(1));
    const startedMs = performance.now();
    await shipper?.stop(300);
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(spool.stats().batches).toBe(1);
  });
});

it("delivers 72 hours of backlog within 40 s, live data first", { timeout: 90_000 }, async () => {
  const nowMs = Date.now();
  const rounds = 72 * 60;
  const perRound = 30;
  for (let round = 0; round < rounds; round += 1) {
    const timeMs = nowMs - (rounds - round) * 60_000 - 120_000;
    const points = Array.from({ length: perRound }, (_, n) => point(round * perRound + n, timeMs));
    spool.append(points, "bulk", timeMs);
  }
  const backlog = rounds * perRound;
  const startedMs = performance.now();
  ship({ timeoutMs: 10_000 });
  const delaysMs: number[] = [];
  while (spool.stats().batches > 0) {
    const number = backlog + delaysMs.length;
    const appendedMs = performance.now();
    spool.append([point(number)], "bulk", Date.now());
    shipper?.wake();
    const isIt = (line: string): boolean => line.startsWith(`m,id=n${number} `);
    await vi.waitFor(() => expect(centre.arrived.some(({ lines }) => lines.some(isIt))).toBe(true), {
      interval: 20,
      timeout: 10_000,
    });
    delaysMs.push(performance.now() - appendedMs);
  }
  const tookMs = performance.now() - startedMs;
  await delivered(backlog + delaysMs.length);
  expect(delaysMs.length).toBeGreaterThan(1);
  expect(tookMs).toBeLessThan(40_000);
  expect(Math.max(...delaysMs)).toBeLessThan(5_000);
  expect(spool.stats().droppedPoints).toBe(0);
});
