import { pathCheckSchema } from "@haidang/contract/check.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { PathMtu } from "./path-mtu.ts";
import { pathProbe } from "./path-probe.ts";
import type { TraceAnswer, TraceOptions } from "./trace.ts";

const check = pathCheckSchema.parse({
  id: "path:link/l",
  probe: "path",
  target: { kind: "link", id: "l" },
  intervalMs: 600_000,
  retryIntervalMs: 600_000,
  timeoutMs: 60_000,
  settings: { address: "10.0.0.3" },
});
const startMs = Date.UTC(2026, 10, 23, 7);

let answer: TraceAnswer;
let mtu: PathMtu;
let asked: TraceOptions[];
let mtus: number;

function way(...addresses: (string | null)[]): TraceAnswer {
  const hops = addresses.map((address, at) => ({
    hop: at + 1,
    address,
    rttMs: address === null ? null : at + 0.5,
    refused: false,
  }));
  return { hops, reached: addresses.at(-1) === "10.0.0.3" };
}
const tools = {
  trace: async (_ip: string, options: TraceOptions) => {
    asked.push(options);
    return answer;
  },
  mtu: async () => {
    mtus += 1;
    return mtu;
  },
};

beforeEach(() => {
  answer = way("10.0.0.1", null, "10.0.0.3");
  mtu = { bytes: 1500 };
  asked = [];
  mtus = 0;
});

function runner() {
  const probe = pathProbe(check, tools);
  return (afterMs = 0, signal = new AbortController().signal) =>
    probe.run({ agent: "a", slotMs: startMs + afterMs, signal });
}

describe("the path probe", () => {
  it("brings the hops, those that answered with their time, and the MTU", async () => {
    const { result, points } = await runner()();
    expect(result).toMatchObject({ outcome: "ok", probe: "path", timeMs: startMs });
    expect(points.map(({ measurement, tags, fields }) => [measurement, tags["hop"], fields])).toEqual([
      ["path", undefined, { hops: "10.0.0.1>*>10.0.0.3", hopCount: 3, reached: true, pmtuBytes: 1500 }],
      ["pathHop", "1", { address: "10.0.0.1", rttMs: 0.5 }],
      ["pathHop", "3", { address: "10.0.0.3", rttMs: 2.5 }],
    ]);
  });

  it("leaves from the same port each time", async () => {
    await runner()();
    await runner()(600_000);
    expect(asked[0]?.sourcePort).toBe(asked[1]?.sourcePort);
    expect(asked[0]).toMatchObject({ maxHops: 15 });
  });

  it("measures the MTU twice, then daily, and again when the path is another", async () => {
    const run = runner();
    await run(0);
    await run(600_000);
    expect(mtus).toBe(2);
    answer = way("10.0.0.1", "10.0.0.2", "10.0.0.3");
    expect((await run(1_200_000)).points[0]?.fields["pmtuBytes"]).toBe(1500);
    expect(mtus).toBe(2);
    answer = way("10.0.0.1", "10.0.0.9", "10.0.0.8", "10.0.0.3");
    mtu = { bytes: 1400 };
    expect((await run(1_800_000)).points[0]?.fields["pmtuBytes"]).toBe(1400);
    await run(2_400_000);
    expect(mtus).toBe(4);
    await run(3_000_000);
    expect(mtus).toBe(4);
    await run(2_400_000 + 24 * 3_600_000);
    expect(mtus).toBe(5);
  });

  it("tells no MTU that could not be measured, nor one from before", async () => {
    const run = runner();
    await run(0);
    mtu = {};
    expect((await run(600_000)).points[0]?.fields).not.toHaveProperty("pmtuBytes");
    mtu = { fault: { reason: "tool_missing", detail: "ping is not installed" } };
    const { result, points } = await run(1_200_000);
    expect(result).toMatchObject({ outcome: "ok", detail: "ping is not installed" });
    expect(points[0]?.fields).not.toHaveProperty("pmtuBytes");
  });

  it.each<[TraceAnswer, object]>([
    [way(), { outcome: "failed", reason: "no_reply" }],
    [{ unreachable: "connect: Network is unreachable" }, { outcome: "failed", reason: "unreachable" }],
    [
      { fault: { reason: "tool_missing", detail: "traceroute is not installed" } },
      { outcome: "cannot", reason: "tool_missing", detail: "traceroute is not installed" },
    ],
  ])("%j is %j, without a point", async (given, said) => {
    answer = given;
    const { result, points } = await runner()();
    expect(result).toMatchObject(said);
    expect(points).toEqual([]);
    expect(mtus).toBe(0);
  });

  it("does not take its own deadline for the end of the path", async () => {
    answer = way("10.0.0.1");
    const { result, points } = await runner()(0, AbortSignal.abort());
    expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
    expect(points).toEqual([]);
  });
});
