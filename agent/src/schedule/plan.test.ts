import type { Check } from "@haidang/contract/check.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueEntries, type Entry, ended, hurried, newEntry, outlook, started, stuck } from "./plan.ts";
import { phaseMs, slotAfter } from "./slot.ts";

const startMs = Date.UTC(2026, 10, 23, 7) + 123;
function check(id: string, intervalMs = 10_000, retryIntervalMs = 2_000): Check {
  const target = { kind: "service" as const, id };
  return { id, probe: "host", target, intervalMs, retryIntervalMs, timeoutMs: 1000, settings: {} };
}

describe("slots", () => {
  it("lie on the interval with a phase of the check's own, strictly after", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 3600 }),
        fc.integer({ min: 0, max: 4e12 }),
        (id, seconds, timeMs) => {
          const intervalMs = seconds * 1000;
          const phase = phaseMs(id, intervalMs);
          const slot = slotAfter(timeMs, intervalMs, phase);
          expect((slot - phase) % intervalMs).toBe(0);
          expect(slot).toBeGreaterThan(timeMs);
          expect(slot - timeMs).toBeLessThanOrEqual(intervalMs);
          expect(slot % 1000).toBe(0);
        },
      ),
    );
  });

  it("spread: no second of a minute holds more than 4 % of 1,000 checks", () => {
    const seconds = new Map<number, number>();
    for (let n = 0; n < 1000; n += 1) {
      const phase = phaseMs(`icmp:link/co-to-${n}`, 60_000);
      seconds.set(phase, (seconds.get(phase) ?? 0) + 1);
    }
    expect(Math.max(...seconds.values())).toBeLessThan(40);
  });
});

describe("plan", () => {
  it("runs a new check at once, then on its slots", () => {
    let entry = newEntry(check("a"), startMs);
    const [due] = dueEntries([entry], startMs, 32);
    expect(due).toMatchObject({ as: "run", slotMs: startMs - 123 });
    entry = ended(started(entry, startMs), startMs - 123, "ok", startMs + 400);
    expect(entry.nextMs).toBe(slotAfter(startMs + 400, 10_000, phaseMs("a", 10_000)));
    expect(dueEntries([entry], entry.nextMs - 1, 32)).toEqual([]);
    expect(dueEntries([entry], entry.nextMs, 32)).toMatchObject([{ slotMs: entry.nextMs }]);
  });

  it("comes back sooner while the target fails", () => {
    const slotMs = startMs - 123;
    expect(ended(newEntry(check("a"), startMs), slotMs, "failed", startMs).nextMs).toBe(slotMs + 2000);
    expect(ended(newEntry(check("a"), startMs), slotMs, "failed", slotMs + 9000).nextMs).toBe(slotMs + 9000);
  });

  it("never starts a running check again and no more than the limit", () => {
    const entries: Entry[] = Array.from({ length: 5 }, (_, n) => newEntry(check(`c${n}`), startMs - n));
    const running = entries.map((entry, n) => (n === 4 ? started(entry, startMs) : entry));
    const due = dueEntries(running, startMs, 3);
    expect(due.map(({ entry }) => entry.check.id)).toEqual(["c3", "c2"]);
  });

  it("skips the slots of a stuck check without taking a place", () => {
    const lost = stuck(started(newEntry(check("lost"), startMs), startMs), startMs);
    const due = dueEntries([lost, newEntry(check("other"), startMs)], lost.nextMs, 1);
    expect(due.map(({ as, entry }) => [entry.check.id, as])).toEqual([
      ["other", "run"],
      ["lost", "skip"],
    ]);
  });

  it("goes on when the clock is set back by a day, and stamps with now when it is set ahead", () => {
    const entry = ended(newEntry(check("a"), startMs), startMs, "ok", startMs);
    const backMs = startMs - 86_400_000;
    expect(dueEntries([entry], backMs, 32)).toMatchObject([{ slotMs: Math.floor(backMs / 1000) * 1000 }]);
    const aheadMs = startMs + 86_400_000;
    expect(dueEntries([entry], aheadMs, 32)).toMatchObject([{ slotMs: Math.floor(aheadMs / 1000) * 1000 }]);
  });

  it("a hurried check runs at once, not within a second of its last start, and keeps its slots", () => {
    const slotMs = startMs - 123;
    const idle = ended(started(newEntry(check("a", 60_000), startMs), startMs), slotMs, "ok", startMs + 50);
    const soon = hurried(idle, startMs + 100);
    expect(soon.nextMs).toBe(startMs + 1000);
    const [due] = dueEntries([soon], startMs + 1000, 32);
    expect(due?.slotMs).toBe(slotMs + 1000);
    const after = ended(started(soon, startMs + 1000), slotMs + 1000, "ok", startMs + 1200);
    expect(after.nextMs).toBe(idle.nextMs);
    expect(hurried(idle, startMs + 5000).nextMs).toBe(startMs + 5000);
    expect(hurried(idle, idle.nextMs + 5000).nextMs).toBe(idle.nextMs);
  });

  it("a check hurried while it runs stays one run, and runs once more after it", () => {
    const running = started(newEntry(check("a", 60_000), startMs), startMs);
    const twice = hurried(hurried(running, startMs + 200), startMs + 5000);
    expect(dueEntries([twice], startMs + 5000, 32)).toEqual([]);
    const once = ended(twice, startMs - 123, "ok", startMs + 3000);
    expect(once.nextMs).toBe(startMs + 1000);
    expect(dueEntries([once], startMs + 3000, 32)).toMatchObject([
      { slotMs: startMs - 123 + 1000, as: "run" },
    ]);
    const done = ended(started(once, startMs + 3000), startMs + 877, "ok", startMs + 3100);
    expect(done.nextMs).toBeGreaterThan(startMs + 3100);
    expect(done.nextMs % 1000).toBe(0);
  });

  it("a stuck check is not hurried", () => {
    const lost = stuck(started(newEntry(check("a", 60_000), startMs), startMs), startMs);
    expect(hurried(lost, startMs)).toEqual(lost);
  });

  it("a day of one check on a scripted clock: every slot once", () => {
    let entry = ended(newEntry(check("a", 60_000), startMs), startMs, "ok", startMs);
    const slots: number[] = [];
    for (
      let nowMs = startMs;
      nowMs < startMs + 86_400_000;
      nowMs += Math.max(1, outlook([entry], nowMs, 1000).waitMs)
    ) {
      for (const { slotMs } of dueEntries([entry], nowMs, 32)) {
        slots.push(slotMs);
        entry = ended(started(entry, nowMs), slotMs, "ok", nowMs + 200);
      }
    }
    expect(slots).toHaveLength(1440);
    expect(new Set(slots.map((slot, n) => slot - n * 60_000)).size).toBe(1);
  });
});

describe("paths", () => {
  const path = (id: string): Check => ({
    id,
    probe: "path",
    target: { kind: "link", id },
    intervalMs: 600_000,
    retryIntervalMs: 600_000,
    timeoutMs: 60_000,
    settings: { address: "10.20.30.1", maxHops: 15 },
  });

  it("leave places to the rest, however many are due", () => {
    const paths = Array.from({ length: 345 }, (_, at) => newEntry(path(`p${at}`), startMs));
    const others = Array.from({ length: 20 }, (_, at) => newEntry(check(`o${at}`), startMs + 1));
    const due = dueEntries([...paths, ...others], startMs + 2, 32);
    expect(due.filter(({ entry }) => entry.check.probe === "path")).toHaveLength(8);
    expect(due).toHaveLength(28);
    const running = paths.map((entry, at) => (at < 8 ? started(entry, startMs) : entry));
    expect(dueEntries(running, startMs + 2, 32)).toEqual([]);
  });

  it("hurry when something happened, but not oftener than every 30 s", () => {
    const done = ended(started(newEntry(path("p"), startMs), startMs), startMs, "ok", startMs + 900);
    const later = { ...done, nextMs: startMs + 500_000 };
    expect(hurried(later, startMs + 5_000).nextMs).toBe(startMs + 30_000);
    expect(hurried(later, startMs + 200_000).nextMs).toBe(startMs + 200_000);
    expect(hurried({ ...done, nextMs: startMs + 100_000 }, startMs + 200_000).nextMs).toBe(startMs + 100_000);
  });
});
