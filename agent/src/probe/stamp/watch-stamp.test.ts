import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Check } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Emission } from "../probe.ts";
import { decodeRequest, encodeReply } from "./packet.ts";
import { type Reflector, startReflector } from "./reflector.ts";
import { stampProbe } from "./stamp-probe.ts";
import { ntpTimestamp } from "./timestamp.ts";
import { watchStamp } from "./watch-stamp.ts";

const clockError = { synchronised: false, errorMs: 5 };
const soon = { timeout: 8000, interval: 20 };

function stampCheck(port: number, more: { id?: string; key?: string; address?: string } = {}) {
  const { id = "a", key, address = "127.0.0.1" } = more;
  return {
    id: `stamp:link/${id}`,
    probe: "stamp",
    target: { kind: "link", id },
    intervalMs: 1000,
    retryIntervalMs: 1000,
    timeoutMs: 300,
    settings: { address, port, ssid: 0, packetsPerS: 50, ...(key === undefined ? {} : { key }) },
  } as const satisfies Check;
}

async function reflector(key?: string): Promise<Reflector> {
  const started = await startReflector(
    { host: "127.0.0.1", port: 0, peers: ["127.0.0.0/8"], key },
    async () => clockError,
  );
  onTestFinished(() => started.close().catch(() => undefined));
  return started;
}

async function watch(...checks: Check[]) {
  const emitted: Emission[] = [];
  const probe = await watchStamp({
    agent: "a1",
    now: Date.now,
    emit: (emission) => emitted.push(emission),
    readClockError: async () => clockError,
  });
  onTestFinished(() => probe.close());
  probe.watch(checks);
  const measurements = () => emitted.flatMap((emission) => emission.measurements);
  return { probe, emitted, measurements };
}

describe("watchStamp", () => {
  test("windows of a reflector that answers: ok, with their figures, stamped with their end", async () => {
    const { port } = await reflector("mot-bi-mat-dai-lam");
    const { measurements, emitted } = await watch(stampCheck(port, { key: "mot-bi-mat-dai-lam" }));
    await vi.waitUntil(() => measurements().length >= 2, soon);
    const [first, second] = measurements();
    expect(first?.result).toMatchObject({ probe: "stamp", outcome: "ok", target: { kind: "link", id: "a" } });
    expect(emitted.map(({ urgent }) => urgent).slice(0, 2)).toEqual([true, false]);
    expect(Number(second?.result.timeMs) % 1000).toBe(0);
    expect(second?.points[0]).toMatchObject({
      measurement: "stamp",
      tags: { agent: "a1", kind: "link", id: "a" },
      timeMs: second?.result.timeMs,
    });
    const fields = second?.points[0]?.fields ?? {};
    expect(fields["received"]).toBe(fields["sent"]);
    expect(fields).toMatchObject({ lostForward: 0, lostBack: 0 });
    expect(fields["rttP50Ms"]).toBeGreaterThan(0);
    expect(fields["rttP50Ms"]).toBeLessThan(100);
    expect(fields).not.toHaveProperty("forwardMs");
  });

  test("a reflector that goes away is refused at once, and comes back", async () => {
    const first = await reflector();
    const { measurements, emitted } = await watch(stampCheck(first.port));
    await vi.waitUntil(() => measurements().some(({ result }) => result.outcome === "ok"), soon);
    await first.close();
    const failed = await vi.waitUntil(
      () => emitted.find(({ measurements: [one] }) => one?.result.outcome === "failed"),
      soon,
    );
    expect(failed.urgent).toBe(true);
    expect(failed.measurements[0]?.result).toMatchObject({ reason: "refused", detail: "ECONNREFUSED" });
    expect(failed.measurements[0]?.points[0]?.fields).toMatchObject({ received: 0, lossPct: 100 });
    const before = measurements().length;
    const again = await startReflector(
      { host: "127.0.0.1", port: first.port, peers: ["127.0.0.1"], key: undefined },
      async () => clockError,
    );
    onTestFinished(() => again.close());
    await vi.waitUntil(
      () =>
        measurements()
          .slice(before)
          .some(({ result }) => result.outcome === "ok"),
      soon,
    );
  });

  test("another key is silence, and the packets that came are told of", async () => {
    const socket = createSocket("udp4");
    socket.on("message", (packet, from) => socket.send(packet, from.port, from.address));
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    onTestFinished(() => void socket.close());
    const { measurements } = await watch(stampCheck(socket.address().port));
    const { result } = await vi.waitUntil(() => measurements()[0], soon);
    expect(result).toMatchObject({ outcome: "failed", reason: "no_reply" });
    expect(result.detail).toMatch(/^\d+ packets came that are no answers of ours/);
  });

  test("a router's TWAMP-Light reflector with replies of 41 octets is understood", async () => {
    const socket = createSocket("udp4");
    socket.on("message", (packet, from) => {
      const request = decodeRequest(packet, undefined);
      if (request === undefined) return;
      const now = ntpTimestamp(Date.now());
      const said = { sequence: request.sequence, received: now, sent: now, clock: clockError };
      const reply = encodeReply(packet, request, said, undefined);
      socket.send(reply.subarray(0, 41), from.port, from.address);
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    onTestFinished(() => void socket.close());
    const { measurements } = await watch(stampCheck(socket.address().port));
    const { result, points } = await vi.waitUntil(() => measurements()[0], soon);
    expect(result.outcome).toBe("ok");
    expect(points[0]?.fields).toMatchObject({ lossPct: 0 });
    expect(points[0]?.fields).not.toHaveProperty("lostForward");
  });

  test("a name that does not resolve fails by that, window after window", async () => {
    const { measurements } = await watch(stampCheck(862, { address: "no-such-host.invalid" }));
    await vi.waitUntil(() => measurements().length >= 2, soon);
    expect(measurements()[1]).toMatchObject({
      result: { outcome: "failed", reason: "dns_failure" },
      points: [],
    });
  });

  test("a check that is gone gives back what it has and sends no more; one that stays goes on", async () => {
    const { port, stats } = await reflector();
    const one = stampCheck(port, { id: "one" });
    const other = stampCheck(port, { id: "other" });
    const { probe, measurements } = await watch(one, other);
    await vi.waitUntil(() => stats().answered > 20, soon);
    probe.watch([other]);
    expect(measurements().at(-1)).toMatchObject({ result: { target: { id: "one" }, outcome: "ok" } });
    await vi.waitUntil(
      () => measurements().filter(({ result }) => result.target.id === "other").length >= 2,
      soon,
    );
    await probe.close();
    // what was on its way is still answered
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = stats().answered;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stats().answered).toBe(after);
    const times = measurements()
      .filter(({ result }) => result.target.id === "other")
      .map(({ result }) => result.timeMs);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });
});

test("the one-shot sends 20 packets and tells the same figures", async () => {
  const { port } = await reflector();
  const check = { ...stampCheck(port), timeoutMs: 5000 };
  const signal = AbortSignal.timeout(5000);
  const { result, points } = await stampProbe(check).run({ agent: "a1", slotMs: 1_800_000_000_000, signal });
  expect(result).toMatchObject({ outcome: "ok", timeMs: 1_800_000_000_000 });
  expect(points[0]).toMatchObject({
    timeMs: 1_800_000_000_000,
    fields: { sent: 20, received: 20, lostForward: 0, lostBack: 0 },
  });
});

test("a port in use is one clear sentence", async () => {
  const { port } = await reflector();
  const second = startReflector({ host: "127.0.0.1", port, peers: ["127.0.0.1"], key: undefined });
  await expect(second).rejects.toThrow(
    `The STAMP reflector cannot listen on 127.0.0.1 port ${port}: EADDRINUSE.`,
  );
});
