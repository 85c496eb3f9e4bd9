import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const nowMs = Date.parse("2026-11-23T01:00:00Z");
let scripted: ScriptedApp;
let token: string;
let agentToken: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-hostile-"));
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(folder, "series.db")),
    records: openEmbeddedRecordStore(join(folder, "records.db")),
    nowMs,
  });
  token = await scripted.token({ scope: "ingest", requestsPerS: 1_000_000 });
  const invite = await scripted.call({
    method: "POST",
    url: "/api/v1/agents/invites",
    payload: { approve: true },
    headers: asAdmin,
  });
  const { code } = (invite.body as { data: { code: string } }).data;
  const enrolled = await scripted.call({
    method: "POST",
    url: "/api/v1/agent/enrol",
    payload: { code, hostName: "hub", version: "1" },
  });
  agentToken = (enrolled.body as { data: { token: string } }).data.token;
});
afterAll(() => scripted.app.stop());

const doors = ["/write", "/api/v2/write", "/api/v1/ingest"] as const;
let sequence = 0;

function send(door: (typeof doors)[number], payload: Buffer | string, headers: Record<string, string> = {}) {
  const isAgent = door === "/api/v1/ingest";
  sequence += 1;
  return scripted.call({
    method: "POST",
    url: door,
    payload,
    headers: {
      authorization: isAgent ? `Bearer ${agentToken}` : `Token ${token}`,
      "content-type": "text/plain",
      ...(isAgent ? { "haidang-boot": "0123456789abcdef", "haidang-sequence": String(sequence) } : {}),
      ...headers,
    },
  });
}

/** Ours in the form of the door: an object under `error`, or, where that has to be a text, the same beside it. */
function codeOf(body: unknown): unknown {
  const { error, code } = body as { error?: unknown; code?: unknown };
  return typeof error === "object" && error !== null && "code" in error ? error.code : code;
}

/** A line that is right, and what makes it wrong. */
const goodLine = `cpu,host=a usage=1,ok=t ${nowMs}000000`;
const brokenLines = fc.oneof(
  fc.constantFrom(
    ...["cpu", "cpu ", ",host=a usage=1", "cpu,host usage=1", "cpu,host= usage=1", "cpu,=a usage=1"],
    ...[
      "cpu usage",
      "cpu usage=",
      "cpu =1",
      "cpu usage=1,",
      "cpu usage=1 1 1",
      "cpu usage=1 now",
      "cpu usage=--1",
    ],
    ...[
      'cpu note="open',
      'cpu note="a"b',
      "cpu usage=1i2",
      "cpu usage=1e400",
      "cpu usage=99999999999999999999i",
    ],
    ...["cpu usage=NaN", "cpu usage=Inf", "cpu usage=0x1", "cpu usage='1'", "cpu,host=a,host=b usage=1"],
    ...[
      "cpu,time=1 usage=1",
      "cpu time=1",
      "cpu usage=1 99999999999999999999",
      "{}",
      "<a/>",
      "null",
      "\0",
      "\u{feff}",
    ],
    ...["icmp lossPct=1", "check outcome=1", "cpu,agent=hub usage=1", "cpu usage=1 9000000000000000000"],
  ),
  // one character of a right line left out, where that breaks it, or another put in
  fc
    .tuple(fc.nat(goodLine.length - 1), fc.constantFrom(",", "=", " ", '"', "\\", "\t", "é", "\u0000"))
    .map(([at, char]) => `${goodLine.slice(0, at)}${char}${char}=${goodLine.slice(at)}`),
  fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
);

describe("10,000 malformed bodies", () => {
  it("are refused in our form, never a fault of ours, and take no good line of another batch", {
    timeout: 60_000,
  }, async () => {
    const statuses = new Map<number, number>();
    let goodStored = 0;
    let asked = 0;
    const bodies = fc.sample(fc.array(brokenLines, { minLength: 1, maxLength: 3 }), {
      numRuns: 3000,
      seed: 20261123,
    });
    for (const lines of bodies) {
      const text = lines.join("\n");
      for (const door of doors) {
        const answer = await send(door, text);
        asked += 1;
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status === 204) continue;
        expect(answer.status, JSON.stringify(text)).toBe(400);
        expect(["lines_invalid", "body_corrupt"], text).toContain(codeOf(answer.body));
      }
      if (asked % 100 < doors.length) {
        goodStored += 1;
        expect((await send("/write", `good n=${goodStored} ${nowMs - goodStored}000000`)).status).toBe(204);
      }
    }
    const cut = gzipSync(`${goodLine}\n`.repeat(20));
    for (let length = 1; length < cut.length; length += 1) {
      for (const door of doors) {
        const answer = await send(door, cut.subarray(0, length), { "content-encoding": "gzip" });
        asked += 1;
        expect([answer.status, codeOf(answer.body)]).toEqual([400, "body_corrupt"]);
      }
    }
    for (let round = 0; asked < 10_000; round += 1) {
      const type = ["application/json", "image/png", "multipart/form-data; boundary=x"][round % 3] ?? "";
      const answer = await send("/api/v1/ingest", "{]", { "content-type": type });
      asked += 1;
      expect([answer.status, codeOf(answer.body)]).toEqual([400, "body_invalid"]);
    }
    // A few near-valid bodies are valid after all: they say so, and everything else was refused.
    expect([...statuses.keys()].toSorted()).toEqual([204, 400]);
    expect(statuses.get(204) ?? 0).toBeLessThan(asked / 5);
    const [good] = await scripted.app.series.range({ measurement: "good" }, { fromMs: 0, toMs: nowMs });
    expect(good?.samples).toHaveLength(goodStored);
    for (const measurement of ["icmp", "check"]) {
      expect(await scripted.app.series.range({ measurement }, { fromMs: 0, toMs: nowMs * 2 })).toEqual([]);
    }
  });
});

describe("compressed bombs", () => {
  const zeros = Buffer.alloc(256 * 1024 * 1024);
  const zstdBomb = zstdCompressSync(zeros);
  const bombs: Array<[string, string, Buffer]> = [
    ["gzip of a quarter of a gigabyte of zeros", "gzip", gzipSync(zeros, { level: 1 })],
    [
      "many gzip members",
      "gzip",
      Buffer.concat(Array.from({ length: 40 }, () => gzipSync(zeros.subarray(0, 1 << 20)))),
    ],
    ["zstd of as much", "zstd", zstdBomb],
  ];
  it.each(bombs)("%s is refused early", async (_title, encoding, body) => {
    for (const door of doors) {
      const before = process.memoryUsage().rss;
      const began = performance.now();
      const answer = await send(door, body, { "content-encoding": encoding });
      expect([answer.status, codeOf(answer.body)]).toEqual([413, "body_too_large"]);
      expect(performance.now() - began).toBeLessThan(1000);
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    }
  });
  it("gzip in gzip is inflated once, and then is no line protocol", async () => {
    const nested = gzipSync(gzipSync(zeros.subarray(0, 1 << 24)));
    for (const door of doors) {
      const answer = await send(door, nested, { "content-encoding": "gzip" });
      expect([answer.status, codeOf(answer.body)]).toEqual([400, "body_corrupt"]);
    }
    const twice = await send("/write", nested, { "content-encoding": "gzip, gzip" });
    expect([twice.status, codeOf(twice.body)]).toEqual([400, "body_invalid"]);
  });
  it("a size that is a lie is found out", async () => {
    const lie = Buffer.from(gzipSync(`${goodLine}\n`));
    lie.writeUInt32LE(0x7fffffff, lie.length - 4);
    // A zstd frame that says it holds 2^60 octets.
    const frame = Buffer.from("28b52ffde0000000000000001001000061", "hex");
    for (const door of doors) {
      for (const [encoding, body] of [
        ["gzip", lie],
        ["zstd", frame],
      ] as const) {
        const answer = await send(door, body, { "content-encoding": encoding });
        expect([answer.status, codeOf(answer.body)]).toEqual([400, "body_corrupt"]);
      }
    }
  });
});

describe("JSON bombs", () => {
  const routes = [
    ["POST", "/api/v1/session"],
    ["POST", "/api/v1/tokens"],
    ["POST", "/api/v1/inventory/validate"],
    ["POST", "/api/v1/agent/enrol"],
  ] as const;
  const million = Array.from({ length: 500_000 }, (_, index) => `"k${index}":1`).join(",");
  const bombs: Array<[string, string]> = [
    ["100,000 arrays in each other", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["100,000 objects in each other", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["a nest without end", "[".repeat(1_000_000)],
    ["hundreds of thousands of keys", `{${million}}`],
    ["a key twice", '{"scope":"read","scope":"ingest"}'],
    ["a key twice, once escaped", '{"scope":"read","sc\\u006fpe":"ingest"}'],
    ["__proto__", '{"scope":"read","__proto__":{"polluted":1}}'],
    ["__proto__ escaped", '{"scope":"read","\\u005f_proto__":{"polluted":1}}'],
    ["constructor", '{"scope":"read","constructor":{"prototype":{"polluted":1}}}'],
    [
      "a number beyond all numbers",
      '{"scope":"read","expiresS":1e400,"key":1e400,"code":1e400,"files":1e400}',
    ],
    [
      "half of a surrogate pair",
      '{"scope":"read","name":"\\ud800","key":"\\ud800","code":"\\udc00","files":[]}',
    ],
    ["a text without end", '{"scope":"read'],
    ["nothing", ""],
  ];
  it.each(bombs)("%s is refused within 200 ms, prototypes untouched", async (_title, payload) => {
    for (const [method, url] of routes) {
      // the quickest of a few: other suites run on the same cores
      let tookMs = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3 && tookMs >= 200; round += 1) {
        const began = performance.now();
        const answer = await scripted.call({
          method,
          url,
          payload,
          headers: { ...(url === "/api/v1/session" ? {} : asAdmin), "content-type": "application/json" },
        });
        tookMs = Math.min(tookMs, performance.now() - began);
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(codeOf(answer.body)).toEqual(expect.any(String));
      }
      expect(tookMs).toBeLessThan(200);
    }
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
  it("what is JSON in any spelling is still read", async () => {
    const payload = '\n{ "scope" : "read", "name": "B\\u1ea3ng \\"1\\" \\\\ \\ud83d\\ude00 {[" }\n';
    const headers = { ...asAdmin, "content-type": "application/json" };
    const answer = await scripted.call({ method: "POST", url: "/api/v1/tokens", payload, headers });
    expect(answer).toMatchObject({ status: 200, body: { data: { name: 'Bảng "1" \\ 😀 {[' } } });
  });
});
