import type { Check } from "@haidang/contract/check.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BoundProbe, Emission, ProbeTable, RunContext } from "../probe/probe.ts";
import { type ScriptedLog, scriptedLog } from "../self/scripted-log.ts";
import { type Scheduler, startScheduler } from "./scheduler.ts";

let emissions: Emission[];
let log: ScriptedLog;
let scheduler: Scheduler;
let bound: string[];
let closed: string[];
/** What each check does, by id. */
let acts: Map<string, (context: RunContext, run: number) => Promise<"ok" | "failed">>;
let aheadMs: number;

function check(id: string, more: Partial<Check> = {}): Check {
  const target = { kind: "service" as const, id };
  return {
    id,
    probe: "host",
    target,
    intervalMs: 1000,
    retryIntervalMs: 1000,
    timeoutMs: 100,
    settings: {},
    ...more,
  } as Check;
}
function bind(check: Check): BoundProbe {
  let run = 0;
  bound.push(check.id);
  return {
    async run(context) {
      run += 1;
      const outcome = (await acts.get(check.id)?.(context, run)) ?? "ok";
      const result = { probe: check.probe, target: check.target, timeMs: context.slotMs, outcome };
      return { result, points: [] };
    },
    close: () => {
      closed.push(check.id);
    },
  };
}
const probes: ProbeTable = {
  icmp: bind,
  snmp: bind,
  host: bind,
  http: bind,
  dns: bind,
  tcp: bind,
  tls: bind,
  stamp: bind,
  sip: bind,
  h323: bind,
  path: bind,
  "video-api": bind,
  nut: bind,
  "icmp-far": bind,
  port: bind,
  "port-near": bind,
};

function results(id: string) {
  return emissions.flatMap(({ measurements, urgent }) =>
    measurements.filter(({ result }) => result.target.id === id).map(({ result }) => ({ ...result, urgent })),
  );
}
async function ran(id: string, count: number): Promise<void> {
  await vi.waitFor(() => expect(results(id).length).toBeGreaterThanOrEqual(count), {
    timeout: 4000,
    interval: 10,
  });
}
function add(...checks: Check[]): void {
  scheduler.update({ added: checks, changed: [], removed: [] });
}

beforeEach(() => {
  emissions = [];
  bound = [];
  closed = [];
  acts = new Map();
  aheadMs = 0;
  log = scriptedLog();
  scheduler = startScheduler({
    agent: "a",
    probes,
    now: () => Date.now() + aheadMs,
    emit: (e) => emissions.push(e),
    log,
    graceMs: 100,
    limit: 4,
  });
});
afterEach(async () => scheduler.stop());

describe("scheduler", () => {
  it("runs at once, then on the slots; only a changed outcome is urgent", async () => {
    acts.set("a", async (_, run) => (run === 2 ? "failed" : "ok"));
    add(check("a"));
    await ran("a", 4);
    expect(
      results("a")
        .map(({ urgent }) => urgent)
        .slice(0, 4),
    ).toEqual([true, true, true, false]);
    for (const { timeMs } of results("a")) expect(timeMs % 1000).toBe(0);
  });

  it("runs a path out of turn when told to, and lets it not go ahead of its points", async () => {
    const settings = { address: "10.20.30.1", maxHops: 15 };
    const slow = { intervalMs: 600_000, retryIntervalMs: 600_000, timeoutMs: 60_000 };
    add({ ...slow, id: "p", probe: "path", target: { kind: "link", id: "p" }, settings });
    await ran("p", 1);
    scheduler.hurry("nobody", Date.now());
    aheadMs = 40_000;
    scheduler.hurry("p", Date.now() + aheadMs);
    await ran("p", 2);
    expect(results("p").map(({ urgent }) => urgent)).toEqual([false, false]);
  });

  it("a throwing probe is a fault of the agent, not of the target", async () => {
    acts.set("a", async () => {
      throw new Error("boom\n\u001b[31m");
    });
    add(check("a"));
    await ran("a", 1);
    expect(results("a")[0]).toMatchObject({ outcome: "cannot", reason: "agent_fault", detail: "boom [31m" });
  });

  it("aborts at the deadline; a probe that ignores it is skipped and named, and others are unharmed", async () => {
    let letGo = (): void => undefined;
    acts.set(
      "slow",
      () =>
        new Promise((resolve) => {
          letGo = () => resolve("ok");
        }),
    );
    acts.set(
      "heeds",
      ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("failed"))),
    );
    add(check("slow"), check("heeds"), check("good"));
    await ran("slow", 2);
    await ran("good", 2);
    expect(results("heeds")[0]).toMatchObject({ outcome: "failed" });
    for (const result of results("slow")) {
      expect(result).toMatchObject({
        outcome: "cannot",
        reason: "skipped",
        detail: "the host probe of service/slow has not come back",
      });
    }
    expect(log.events().filter((event) => event === "check_stuck")).toHaveLength(1);
    expect(scheduler.stats()).toMatchObject({ checks: 3, stuck: 1 });
    acts.set("slow", async () => "ok");
    letGo();
    await vi.waitFor(() => expect(results("slow").at(-1)).toMatchObject({ outcome: "ok", urgent: true }), {
      timeout: 4000,
    });
  });

  it("never runs more than the limit at once, nor one check twice", async () => {
    let now = 0;
    let most = 0;
    for (let n = 0; n < 12; n += 1) {
      acts.set(`c${n}`, async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 30));
        now -= 1;
        return "ok";
      });
    }
    add(...Array.from({ length: 12 }, (_, n) => check(`c${n}`)));
    for (let n = 0; n < 12; n += 1) await ran(`c${n}`, 1);
    expect(most).toBe(4);
  });

  it("a hurried check runs at once; one in flight stays one, and follows a second after its start", async () => {
    const starts: number[] = [];
    const ends: (() => void)[] = [];
    acts.set("a", () => {
      starts.push(Date.now());
      return new Promise((resolve) => ends.push(() => resolve("ok")));
    });
    add(check("a", { intervalMs: 3_600_000, timeoutMs: 60_000 }));
    scheduler.hurry("a", Date.now());
    scheduler.hurry("unknown", Date.now());
    expect(starts).toHaveLength(1);
    ends.shift()?.();
    await vi.waitFor(() => expect(starts).toHaveLength(2), { timeout: 4000, interval: 5 });
    // timers and the clock round each their own way
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(990);
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeLessThan(1500);
    ends.shift()?.();
    await ran("a", 2);
  });

  it("keeps the probe of a check that stays, binds anew one that changed, closes one that is gone", async () => {
    add(check("stays"), check("changes"), check("goes"));
    await ran("goes", 1);
    scheduler.update({ added: [], changed: [check("changes", { intervalMs: 2000 })], removed: ["goes"] });
    expect(bound).toEqual(["stays", "changes", "goes", "changes"]);
    await vi.waitFor(() => expect(closed.sort()).toEqual(["changes", "goes"]));
    expect(scheduler.stats().checks).toBe(2);
  });

  it("stop waits for what runs, tells it to end, and closes every probe", async () => {
    acts.set(
      "a",
      ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("failed"))),
    );
    add(check("a", { timeoutMs: 60_000 }), check("b"));
    await ran("b", 1);
    await scheduler.stop();
    await vi.waitFor(() => expect(closed.sort()).toEqual(["a", "b"]));
    expect(results("a")).toEqual([]);
  });
});
