import { probes } from "@haidang/agent/probe/table.ts";
import { startScheduler } from "@haidang/agent/schedule/scheduler.ts";
import { scriptedLog } from "@haidang/agent/self/scripted-log.ts";
import {
  type Answered,
  type Asked,
  encodeOid,
  encodeText,
  encodeTicks,
  honestAnswer,
  startScriptedDevice,
} from "@haidang/agent/snmp/scripted-device.ts";
import { encodeInteger } from "@haidang/agent/snmp/trap/ber.ts";
import type { CheckOf } from "@haidang/contract/check.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { expect, onTestFinished, test, vi } from "vitest";

const devices = 30;
const slowMs = 4900;
const intervalMs = 4000;
const rounds = 3;

const entry = "1.3.6.1.2.1.2.2.1";
const variables: Answered[] = [
  ["1.3.6.1.2.1.1.1.0", encodeText("Switch")],
  ["1.3.6.1.2.1.1.2.0", encodeOid("1.3.6.1.4.1.99999.1")],
  ["1.3.6.1.2.1.1.3.0", encodeTicks(5_000_000)],
  ["1.3.6.1.2.1.1.5.0", encodeText("sw")],
  ...Array.from({ length: 8 }, (_, port): Answered[] => [
    [`${entry}.2.${port + 1}`, encodeText(`eth${port}`)],
    [`${entry}.7.${port + 1}`, encodeInteger(1)],
    [`${entry}.8.${port + 1}`, encodeInteger(1)],
  ]).flat(),
];

function check(id: string, port: number): CheckOf<"snmp"> {
  return {
    id,
    probe: "snmp",
    target: { kind: "device", id },
    intervalMs,
    retryIntervalMs: intervalMs,
    timeoutMs: intervalMs,
    settings: { address: "127.0.0.1", port, version: "2c", community: "public" },
  };
}

const answerOf: Record<string, (asked: Asked, reply: (packet: Buffer, delayMs?: number) => void) => void> = {
  slow: (asked, reply) => reply(honestAnswer(asked, variables), slowMs),
  silent: () => undefined,
};

test(`of ${devices} devices one takes ${slowMs} ms a request and one says nothing: the others keep their round`, async () => {
  const names = Array.from({ length: devices }, (_, n) =>
    n === 3 ? "slow" : n === 17 ? "silent" : `sw${n}`,
  );
  const honest: (typeof answerOf)[string] = (asked, reply) => reply(honestAnswer(asked, variables));
  const started = await Promise.all(
    names.map(async (name) => await startScriptedDevice(answerOf[name] ?? honest)),
  );
  const cameMs = new Map<string, number[]>(names.map((name) => [name, []]));
  const results: CheckResult[] = [];
  const scheduler = startScheduler({
    agent: "a",
    probes,
    now: Date.now,
    log: scriptedLog(),
    emit({ measurements }) {
      for (const { result } of measurements) {
        results.push(result);
        cameMs.get(result.target.id)?.push(performance.now());
      }
    },
  });
  onTestFinished(async () => {
    await scheduler.stop();
    for (const device of started) device.close();
  });
  scheduler.update({
    added: names.map((name, n) => check(name, started[n]?.port ?? 0)),
    changed: [],
    removed: [],
  });
  const others = names.filter((name) => answerOf[name] === undefined);
  expect(others).toHaveLength(28);
  // the first run is at once and out of step
  await vi.waitUntil(() => others.every((name) => (cameMs.get(name)?.length ?? 0) > rounds), {
    timeout: 25_000,
    interval: 50,
  });
  for (const name of others) {
    const times = cameMs.get(name)?.slice(1, rounds + 1) ?? [];
    for (const [n, time] of times.entries()) {
      const before = times[n - 1];
      if (before === undefined) continue;
      expect(time - before).toBeGreaterThan(0.9 * intervalMs);
      expect(time - before).toBeLessThan(1.1 * intervalMs);
    }
  }
  const of = (name: string) => results.filter(({ target }) => target.id === name);
  expect(others.flatMap(of).filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  for (const name of ["slow", "silent"]) {
    expect(of(name).length).toBeGreaterThan(0);
    expect(of(name).filter(({ outcome, reason }) => outcome !== "failed" || reason !== "timeout")).toEqual(
      [],
    );
  }
});
