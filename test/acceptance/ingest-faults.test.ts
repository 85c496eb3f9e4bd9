import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, zstdCompressSync } from "node:zlib";
import { connectCentre } from "@haidang/agent/ship/centre.ts";
import { batchHeaders, type Facts } from "@haidang/contract/agent-protocol.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { type CheckResult, resultPoint } from "@haidang/contract/result.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sized } from "../large.ts";
import { type Centre, installCentre } from "./centre.ts";
import { until } from "./haidang.ts";
import { titled } from "./needs.ts";
import { answersIn, lackingForTrace } from "./trace.ts";
import { openWriter, type Writer } from "./writer.ts";

const agents = 20;
const kills = sized(8, 100);
const lackingStrace = lackingForTrace();

describe("twenty agents that write all the time", () => {
  let centre: Centre;
  let writers: Writer[];
  let fromMs: number;
  let writing: NodeJS.Timeout;

  beforeEach(async () => {
    fromMs = Date.now() - 1000;
    centre = await installCentre();
    await centre.start();
    writers = [];
    for (let number = 1; number <= agents; number += 1) {
      const identity = await centre.enrol(`xa-${number}`);
      writers.push(openWriter({ url: centre.url, ...identity, nowMs: Date.now() }));
    }
    for (const writer of writers) writer.ship();
    let round = 0;
    writing = setInterval(() => {
      round += 1;
      for (const writer of writers) writer.write(5, round % 10 === 0 ? "state" : "bulk", Date.now());
    }, 100);
  });
  afterEach(async () => {
    clearInterval(writing);
    for (const writer of writers) await writer.close();
    await centre.remove();
  });

  /** Ends the writing; every number of every agent is stored, once, and nothing else. */
  async function nothingLostOrDoubled(): Promise<void> {
    clearInterval(writing);
    await Promise.all(writers.map((writer) => writer.drained(30_000)));
    const stored = await centre.stored("numbered", "number", fromMs, Date.now() + 60_000);
    for (const { agent, written, spool } of writers) {
      const numbers = stored.filter((one) => one.agent === agent).map(({ value }) => Number(value));
      expect(written, agent).toBeGreaterThan(0);
      expect(numbers.length, agent).toBe(written);
      expect(new Set(numbers).size, agent).toBe(written);
      expect(spool.stats().droppedPoints, agent).toBe(0);
    }
  }

  it("lose and double nothing over kill after kill of the control plane, ready again within 10 s each", async () => {
    for (let kill = 0; kill < kills; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 300 + ((kill * 677) % 900)));
      expect(await centre.end("SIGKILL")).toMatchObject({ by: "SIGKILL" });
      expect(await centre.start()).toBeLessThan(10_000);
    }
    await nothingLostOrDoubled();
  });

  it("lose nothing when it is told to stop under load, which it does well within 10 s", async () => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { by, tookMs } = await centre.end("SIGTERM");
    expect(by).toBe(0);
    expect(tookMs).toBeLessThan(10_000);
    await centre.start();
    await nothingLostOrDoubled();
  });
});

describe("one agent", () => {
  let centre: Centre;
  let fromMs: number;
  let identity: { agent: string; token: string };

  beforeEach(async () => {
    centre = await installCentre();
    await centre.start();
    identity = await centre.enrol("noc", true);
    fromMs = Math.floor(Date.now() / 1000) * 1000 - 600_000;
  });
  afterEach(() => centre.remove());

  it("that sends the same batches a hundred times, in any order and over two connections, is stored once", async () => {
    await centre.post("/agent/facts", facts, identity.token);
    await centre.post("/inventory/apply", { files: [{ path: "xa.yaml", text: inventoryYaml }] });
    const target = { kind: "link", id: "xa" } as const;
    const firstMs = Date.now();
    const resultAt = (slot: number): Point[] => {
      const timeMs = firstMs + slot * 200;
      const failed = { outcome: "failed", reason: "no_reply" } as const;
      const why = slot >= 4 && slot < 7 ? failed : ({ outcome: "ok" } as const);
      const result: CheckResult = { probe: "icmp", target, timeMs, ...why };
      const { agent } = identity;
      const numbered = { measurement: "numbered", tags: { agent }, fields: { number: slot }, timeMs };
      return [resultPoint(agent, result), numbered];
    };
    const batches = Array.from({ length: 10 }, (_, slot) => resultAt(slot));
    const lines = [openLine(centre.url, identity.token), openLine(centre.url, identity.token)];
    const sending = batches.flatMap((_, slot) => Array.from({ length: 100 }, () => slot));
    shuffle(sending);
    const statuses = new Set<number>();
    await Promise.all(
      lines.map(async (line) => {
        for (let slot = sending.pop(); slot !== undefined; slot = sending.pop()) {
          statuses.add(await line.send(slot + 1, batches[slot] ?? []));
        }
        line.close();
      }),
    );
    expect([...statuses]).toEqual([204]);
    const lastMs = firstMs + 9 * 200;
    await until("the last result is past", () => Date.now() > lastMs, 5000);
    const stored = await centre.stored("numbered", "number", firstMs, lastMs + 1);
    expect(stored.map(({ value }) => value).sort()).toEqual(batches.map((_, slot) => slot));
    const [row] = await centre.get<UptimeRow[]>(`/uptime?kind=link&id=xa&from=${firstMs}&to=${lastMs}`);
    expect(row).toMatchObject({ outages: 1, seconds: { up: 1.2, down: 0.6, unknown: 0 } });
  });

  it.skipIf(lackingStrace.length > 0)(
    titled(
      "is answered only when its data is on the disk: a thousand answers watched by strace",
      lackingStrace,
    ),
    async () => {
      await centre.end("SIGTERM");
      const trace = join(centre.data, "trace");
      const calls = "write,writev,sendto,sendmsg,pwrite64,pwritev,pwritev2,fsync,fdatasync";
      await centre.start([
        "strace",
        "-f",
        "-y",
        "--seccomp-bpf",
        "-s",
        "64",
        "-e",
        `trace=${calls}`,
        "-o",
        trace,
      ]);
      const line = openLine(centre.url, identity.token);
      for (let number = 1; number <= 1000; number += 1) {
        const { agent } = identity;
        const point = {
          measurement: "numbered",
          tags: { agent },
          fields: { number },
          timeMs: fromMs + number,
        };
        expect(await line.send(number, [point])).toBe(204);
      }
      line.close();
      await centre.end("SIGTERM");
      expect(answersIn(readFileSync(trace, "utf8"), centre.data)).toEqual({ answers: 1000, unsynced: [] });
    },
  );
});

const facts: Facts = {
  hostName: "noc",
  version: "0.1.0",
  addresses: [],
  gateway: { missing: "no_gateway" },
  resolvers: [{ missing: "no_resolver" }],
  localSnmp: { missing: "no_snmp_agent" },
  icmp: { by: "fping" },
};
const inventoryYaml = `
units: [{ id: xa, name: Xã Ba Chẽ, kind: commune }]
sites: [{ id: xa, name: UBND Ba Chẽ, unit: xa }]
links: [{ id: xa, name: Ba Chẽ, site: xa, address: 127.0.0.9 }]
`;

/** One connection that names its batches itself, as a network that repeats itself would. */
function openLine(url: string, token: string) {
  const wire = connectCentre(url);
  wire.useToken(token);
  return {
    close: () => wire.close(),
    async send(sequence: number, points: readonly Point[]): Promise<number> {
      const plain = Buffer.from(encodePoints(points));
      const { status } = await wire.request({
        method: "POST",
        path: "/api/v1/ingest",
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "content-encoding": "zstd",
          [batchHeaders.boot]: "0123456789abcdef",
          [batchHeaders.sequence]: String(sequence),
          [batchHeaders.crc32]: crc32(plain).toString(16).padStart(8, "0"),
        },
        body: zstdCompressSync(plain),
        timeoutMs: 20_000,
      });
      return status;
    },
  };
}

/** In place, and the same each time. */
function shuffle(items: unknown[]): void {
  let state = 7;
  for (let at = items.length - 1; at > 0; at -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (at + 1);
    [items[at], items[other]] = [items[other], items[at]];
  }
}
