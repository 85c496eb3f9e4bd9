import type { Check } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Emission } from "../probe.ts";
import type { BurstOutcome, EchoListener, EchoTool, Suspect } from "./echo.ts";
import { watchIcmp } from "./watch-icmp.ts";

/** A tool whose wire is the test: it says what becomes of requests and bursts. */
function scriptedTool(answer: (suspect: Suspect) => BurstOutcome) {
  const streams: { addresses: readonly string[]; listener: EchoListener; stopped: boolean }[] = [];
  const bursts: string[][] = [];
  const tool: EchoTool = {
    by: "fping",
    periodMs: 1000,
    stream(addresses, _timeoutMs, listener) {
      const stream = { addresses, listener, stopped: false };
      streams.push(stream);
      return {
        stop: async () => {
          stream.stopped = true;
        },
      };
    },
    async burst(suspects, settle) {
      bursts.push(suspects.map((suspect) => suspect.address));
      for (const suspect of suspects) settle(suspect.address, answer(suspect));
    },
  };
  return { tool, streams, bursts, live: () => streams.filter((stream) => !stream.stopped) };
}

function icmpCheck(id: string, address: string): Check {
  return {
    id: `icmp:link/${id}`,
    probe: "icmp",
    target: { kind: "link", id },
    intervalMs: 10_000,
    retryIntervalMs: 10_000,
    timeoutMs: 1000,
    settings: { address },
  };
}

async function start(
  answer: (suspect: Suspect) => BurstOutcome = () => ({ type: "lost", reason: "no_reply" }),
) {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const scripted = scriptedTool(answer);
  const emitted: Emission[] = [];
  const logged: string[] = [];
  const wall = { offMs: 0 };
  const probe = await watchIcmp({
    agent: "a1",
    now: Date.now,
    wall: () => Date.now() + wall.offMs,
    emit: (emission) => emitted.push(emission),
    log: (message) => logged.push(message),
    tool: scripted.tool,
  });
  onTestFinished(async () => {
    await probe.close();
    vi.useRealTimers();
  });
  const results = () =>
    emitted.flatMap(({ measurements, urgent }) =>
      measurements.map(({ result }) => `${urgent ? "!" : ""}${result.target.id} ${result.outcome}`),
    );
  return { ...scripted, probe, emitted, logged, results, wall };
}

const reply = (address: string) => ({ type: "reply", address, sentMs: Date.now(), rttMs: 1 }) as const;
const lost = (address: string) => ({ type: "lost", address, sentMs: Date.now() - 1000 }) as const;

describe("watchIcmp", () => {
  test("checks that share an address share its requests and its bursts", async () => {
    const watch = await start();
    watch.probe.watch([icmpCheck("a", "10.0.0.1"), icmpCheck("b", "10.0.0.1"), icmpCheck("c", "10.0.0.2")]);
    expect(watch.live().map((stream) => stream.addresses)).toEqual([["10.0.0.1", "10.0.0.2"]]);
    watch.streams[0]?.listener.onEvents([lost("10.0.0.1"), lost("10.0.0.2")]);
    await vi.advanceTimersByTimeAsync(100);
    expect(watch.bursts).toEqual([["10.0.0.1", "10.0.0.2"]]);
    expect(watch.results().sort()).toEqual(["!a failed", "!b failed", "!c failed"]);
  });

  test("requests begin anew when the machine's clock, which fping goes by, is set", async () => {
    const watch = await start();
    watch.probe.watch([icmpCheck("a", "10.0.0.1"), { ...icmpCheck("b", "10.0.0.2"), timeoutMs: 500 }]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(watch.streams).toHaveLength(2);
    watch.wall.offMs = -3_600_000;
    await vi.advanceTimersByTimeAsync(250);
    expect(watch.streams.map(({ stopped }) => stopped)).toEqual([true, true, false, false]);
    expect(watch.live().map(({ addresses }) => addresses)).toEqual([["10.0.0.1"], ["10.0.0.2"]]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(watch.streams).toHaveLength(4);
    expect(watch.results()).toEqual([]);
  });

  test("a result carries the loss's time, reason and detail, a window its point", async () => {
    const watch = await start(() => ({ type: "lost", reason: "unreachable", detail: "No route to host" }));
    watch.probe.watch([icmpCheck("a", "10.0.0.1")]);
    watch.streams[0]?.listener.onEvents([{ type: "unsent", address: "10.0.0.1", sentMs: 1_799_999_999_400 }]);
    await vi.advanceTimersByTimeAsync(100);
    expect(watch.emitted[0]?.measurements).toEqual([
      {
        result: {
          probe: "icmp",
          target: { kind: "link", id: "a" },
          timeMs: 1_799_999_999_400,
          outcome: "failed",
          reason: "unreachable",
          detail: "No route to host",
        },
        points: [],
      },
    ]);
    await vi.advanceTimersByTimeAsync(2000);
    watch.streams[0]?.listener.onEvents([lost("10.0.0.1")]);
    await vi.advanceTimersByTimeAsync(12_000);
    const window = watch.emitted.at(-1);
    expect(window?.urgent).toBe(false);
    expect(window?.measurements[0]?.points).toMatchObject([
      {
        measurement: "icmp",
        tags: { agent: "a1", kind: "link", id: "a" },
        fields: { received: 0, lossPct: 100 },
      },
    ]);
  });

  test("a new list restarts the stream without a word, and keeps what is known", async () => {
    const watch = await start();
    watch.probe.watch([icmpCheck("a", "10.0.0.1")]);
    watch.streams[0]?.listener.onEvents([reply("10.0.0.1")]);
    watch.probe.watch([icmpCheck("a", "10.0.0.1"), icmpCheck("b", "10.0.0.2")]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(watch.live().map((stream) => stream.addresses)).toEqual([["10.0.0.1", "10.0.0.2"]]);
    watch.live()[0]?.listener.onEvents([reply("10.0.0.1"), reply("10.0.0.2")]);
    expect(watch.results()).toEqual(["!a ok", "!b ok"]);
  });

  test("the same list restarts nothing; a check that is gone gives back its unfinished window", async () => {
    const watch = await start();
    watch.probe.watch([icmpCheck("a", "10.0.0.1")]);
    watch.probe.watch([icmpCheck("a", "10.0.0.1")]);
    expect(watch.streams).toHaveLength(1);
    watch.streams[0]?.listener.onEvents([reply("10.0.0.1")]);
    await vi.advanceTimersByTimeAsync(1000);
    watch.streams[0]?.listener.onEvents([reply("10.0.0.1")]);
    watch.probe.watch([]);
    expect(watch.results()).toEqual(["!a ok", "a ok"]);
    expect(watch.live()).toEqual([]);
  });

  test("a broken tool strikes its addresses, is logged once, and a reply mends it", async () => {
    const watch = await start();
    watch.probe.watch([icmpCheck("a", "10.0.0.1"), icmpCheck("b", "10.0.0.2")]);
    const fault = { reason: "tool_missing", detail: "fping is not installed" } as const;
    watch.streams[0]?.listener.onFault(fault, ["10.0.0.1"]);
    watch.streams[0]?.listener.onFault(fault, ["10.0.0.1"]);
    expect(watch.results()).toEqual(["!a cannot"]);
    await vi.advanceTimersByTimeAsync(1000);
    watch.streams[0]?.listener.onEvents([reply("10.0.0.1")]);
    expect(watch.results()).toEqual(["!a cannot", "!a ok"]);
    expect(watch.logged).toEqual(["icmp: fping is not installed", "icmp: fping works again"]);
  });

  test("a host name is resolved before anything is sent", async () => {
    const watch = await start();
    vi.useRealTimers();
    watch.probe.watch([icmpCheck("a", "localhost")]);
    expect(watch.streams).toHaveLength(0);
    await vi.waitUntil(() => watch.streams.length === 1);
    expect(["127.0.0.1", "::1"]).toContain(watch.streams[0]?.addresses[0]);
  });

  test("close gives back the unfinished windows and stops the streams", async () => {
    const watch = await start();
    watch.probe.watch([icmpCheck("a", "10.0.0.1")]);
    watch.streams[0]?.listener.onEvents([reply("10.0.0.1")]);
    await vi.advanceTimersByTimeAsync(1000);
    watch.streams[0]?.listener.onEvents([reply("10.0.0.1")]);
    await watch.probe.close();
    expect(watch.live()).toEqual([]);
    expect(watch.emitted.at(-1)?.measurements[0]).toMatchObject({
      result: { outcome: "ok", timeMs: 1_800_000_001_000 },
      points: [{ fields: { sent: 2, received: 2 } }],
    });
  });
});
