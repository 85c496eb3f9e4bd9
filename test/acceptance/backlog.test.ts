import { zstdDecompressSync } from "node:zlib";
import type { Centre as Wire } from "@haidang/agent/ship/centre.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sized } from "../large.ts";
import { type Centre, installCentre } from "./centre.ts";
import { openWriter, type Writer } from "./writer.ts";

const hourMs = 3_600_000;
const minutes = 72 * 60;
/** Thirty samples a device and minute: of one device here, of thirty in large. */
const perMinute = sized(30, 900);
const withinMs = sized(40_000, 1_800_000);

/** One batch the control plane acknowledged. */
interface Delivered {
  lane: string;
  firstMs: number;
  atMs: number;
}

describe("an agent cut off for 72 hours", () => {
  let centre: Centre;
  let writer: Writer;
  let liveMs: number;
  const delivered: Delivered[] = [];

  beforeAll(async () => {
    centre = await installCentre();
    await centre.start();
    const identity = await centre.enrol("xa-dao");
    const cutMs = Date.now() - 72 * hourMs - 120_000;
    writer = openWriter({ url: centre.url, ...identity, nowMs: cutMs });
    for (let minute = 0; minute < minutes; minute += 1) {
      const timeMs = cutMs + minute * 60_000;
      writer.write(perMinute, "bulk", timeMs);
      if (minute % 60 === 0) writer.write(1, "state", timeMs);
      if (minute === minutes / 3 || minute === (2 * minutes) / 3) await writer.restart(timeMs);
    }
  });
  afterAll(async () => {
    await writer?.close();
    await centre?.remove();
  });

  it("delivers all of it once in time, state changes first and what is new before what is old", async () => {
    expect(writer.written).toBeGreaterThan(129_600);
    liveMs = Date.now();
    const fresh = setInterval(() => writer.write(5, "bulk", Date.now()), 200);
    writer.ship(noting(delivered));
    const startedAt = performance.now();
    // new batches come all the time, so that the spool is never empty for long
    await writer.drained(withinMs);
    clearInterval(fresh);
    await writer.drained(5000);
    expect(performance.now() - startedAt).toBeLessThan(withinMs);

    const stored = await centre.stored("numbered", "number", liveMs - 73 * hourMs, Date.now() + 1000);
    expect(stored.length).toBe(writer.written);
    expect(new Set(stored.map(({ value }) => value)).size).toBe(writer.written);
    expect(writer.spool.stats()).toMatchObject({ droppedPoints: 0, batches: 0 });

    const changes = delivered.filter(({ lane }) => lane === "state");
    expect(changes.length).toBeGreaterThan(0);
    const old = delivered.filter(({ lane, firstMs }) => lane === "bulk" && firstMs < liveMs);
    // the two lanes begin together: one old batch may leave beside the first state change, none before the last
    const lastChange = delivered.indexOf(changes.at(-1) ?? fail());
    expect(delivered.indexOf(old[1] ?? fail())).toBeGreaterThan(lastChange);
    expect(old.map(({ firstMs }) => firstMs)).toEqual(
      old.map(({ firstMs }) => firstMs).sort((a, b) => a - b),
    );
    const live = delivered.filter(({ lane, firstMs }) => lane === "bulk" && firstMs >= liveMs);
    expect(Math.max(...live.map(({ firstMs, atMs }) => atMs - firstMs))).toBeLessThan(5000);
    const lastOldMs = old.at(-1)?.atMs ?? 0;
    expect(live.some(({ atMs }) => atMs < lastOldMs)).toBe(true);
  });
});

function fail(): never {
  throw new Error("nothing of that kind was delivered");
}

/** Notes what is acknowledged, in its order. */
function noting(delivered: Delivered[]) {
  return (wire: Wire): Wire => ({
    ...wire,
    async request(request) {
      const answer = await wire.request(request);
      if (answer.status === 204 && request.body instanceof Uint8Array) {
        const [first = ""] = zstdDecompressSync(request.body).toString().split("\n");
        const lane = /lane=(\w+)/.exec(first)?.[1] ?? "";
        delivered.push({ lane, firstMs: Number(first.slice(first.lastIndexOf(" ") + 1)), atMs: Date.now() });
      }
      return answer;
    },
  });
}
