import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { type InstantClass, instantClasses } from "@haidang/contract/state.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { Observation } from "./judge.ts";
import { openScriptedLedger } from "./scripted-ledger.ts";

/**
 * What each object is at one instant, worked out from the raw results alone, slowly and another way than the ledger
 * does: no runs, no intervals, no sweeping. Whole seconds only, so that counting instants is measuring time.
 */

const freshnessMs = 31_000;
const attempts = 3;

interface Raw {
  results: readonly Observation[];
  nowMs: number;
}

const openLedgerInMemory = () =>
  openScriptedLedger({
    records: openEmbeddedRecordStore(":memory:"),
    series: openEmbeddedSeriesStore(":memory:"),
  });

/** Index of the last result at or before an instant; -1 before the first. */
const lastBefore = ({ results }: Raw, atMs: number) => results.findLastIndex(({ timeMs }) => timeMs <= atMs);
const near = (a: Observation | undefined, b: Observation | undefined) =>
  a !== undefined && b !== undefined && Math.abs(a.timeMs - b.timeMs) <= freshnessMs;

/** The state a result stands for, once those before and after it are heard. */
function confirmed(raw: Raw, index: number): InstantClass {
  const { results } = raw;
  const own = results[index];
  if (own === undefined) return "unknown";
  let first = index;
  while (results[first - 1]?.state === own.state && near(results[first - 1], results[first])) first -= 1;
  let last = index;
  while (results[last + 1]?.state === own.state && near(results[last + 1], results[last])) last += 1;
  if (own.state === "up" || own.state === "unknown" || last - first + 1 >= attempts) return own.state;
  const before = near(results[first - 1], results[first]) ? confirmed(raw, first - 1) : "unknown";
  if (own.state === "degraded") return before === "degraded" ? "degraded" : "up";
  return before;
}

function linkAt(raw: Raw, atMs: number): InstantClass {
  const index = lastBefore(raw, atMs);
  const own = raw.results[index];
  if (own === undefined) return "unknown";
  const nextMs = raw.results[index + 1]?.timeMs ?? raw.nowMs;
  return nextMs - own.timeMs <= freshnessMs ? confirmed(raw, index) : "unknown";
}

/** The scripted calendar: not from 00:40 to 01:00 UTC. */
const isClosed = (atMs: number) => atMs % 86_400_000 >= 2_400_000 && atMs % 86_400_000 < 3_600_000;

function isWorkedOn(windows: readonly MaintenanceWindow[], covers: readonly string[], atMs: number): boolean {
  return windows.some(({ scope, time, createdMs, cancelled }) => {
    const name = "carrier" in scope ? scope.carrier : `${scope.object.kind}/${scope.object.id}`;
    if (!covers.includes(name) || !("fromMs" in time) || createdMs > time.fromMs) return false;
    return atMs >= time.fromMs && atMs < time.toMs && (cancelled === null || atMs < cancelled.atMs);
  });
}

function siteFrom(links: ReadonlyArray<{ shown: InstantClass; raw: InstantClass }>): InstantClass {
  const counted = links.filter(({ shown }) => ["up", "degraded", "down", "unknown"].includes(shown));
  if (counted.length === 0) {
    return links.some(({ shown }) => shown === "maintenance") ? "maintenance" : "outOfPeriod";
  }
  const alive = counted.filter(({ shown }) => shown === "up" || shown === "degraded");
  if (alive.length === 0) {
    const kept = links.some(
      ({ shown, raw }) => shown === "maintenance" && (raw === "up" || raw === "degraded"),
    );
    if (kept) return "degraded";
    return counted.some(({ shown }) => shown === "unknown") ? "unknown" : "down";
  }
  return alive.length === counted.filter(({ shown }) => shown !== "unknown").length &&
    alive.every(({ shown }) => shown === "up")
    ? "up"
    : "degraded";
}

function everythingAt(
  raws: Record<"a" | "b", Raw>,
  windows: readonly MaintenanceWindow[],
  atMs: number,
): Record<string, InstantClass> {
  const plan = (said: InstantClass, covers: readonly string[], goesByHours: boolean): InstantClass => {
    if (goesByHours && isClosed(atMs)) return "outOfPeriod";
    return isWorkedOn(windows, covers, atMs) ? "maintenance" : said;
  };
  const rawA = linkAt(raws.a, atMs);
  const rawB = linkAt(raws.b, atMs);
  // the whole unit goes by the calendar, and a window of the unit covers all that is below it
  const a = plan(rawA, ["link/a", "VNPT", "unit/xa", "site/ub"], true);
  const b = plan(rawB, ["link/b", "Viettel", "unit/xa", "site/ub"], true);
  const fused = siteFrom([
    { shown: a, raw: rawA },
    { shown: b, raw: rawB },
  ]);
  const site = plan(fused, ["unit/xa", "site/ub"], true);
  const rawSite = siteFrom([
    { shown: a, raw: rawA },
    { shown: b, raw: rawB },
  ]);
  const unit = plan(siteFrom([{ shown: site, raw: rawSite }]), ["unit/xa"], true);
  return { "link/a": a, "link/b": b, "site/ub": site, "unit/xa": unit };
}

const endMs = 5_400_000;
const results = fc
  .array(
    fc.record({
      gapS: fc.constantFrom(10, 10, 10, 20, 31, 32, 300),
      times: fc.integer({ min: 1, max: 12 }),
      state: fc.constantFrom("up" as const, "down" as const, "degraded" as const, "unknown" as const),
    }),
    { maxLength: 40 },
  )
  .map((blocks) => {
    let atMs = 0;
    return blocks
      .flatMap(({ gapS, times, state }) =>
        Array.from({ length: times }, (): Observation => {
          atMs += gapS * 1000;
          return { timeMs: atMs, state, reason: state === "down" ? "timeout" : null };
        }),
      )
      .filter(({ timeMs }) => timeMs < endMs);
  });
const windows = fc.array(
  fc
    .record({
      scope: fc.constantFrom<MaintenanceWindow["scope"]>(
        { object: { kind: "link", id: "a" } },
        { object: { kind: "site", id: "ub" } },
        { carrier: "Viettel" },
      ),
      fromS: fc.integer({ min: 0, max: 5400 }),
      lengthS: fc.integer({ min: 1, max: 2000 }),
      aheadS: fc.integer({ min: -300, max: 3000 }),
      cancelS: fc.option(fc.integer({ min: 0, max: 3000 })),
    })
    .map(({ scope, fromS, lengthS, aheadS, cancelS }): Omit<MaintenanceWindow, "id"> => {
      const createdMs = Math.max(0, (fromS - aheadS) * 1000);
      return {
        scope,
        time: { fromMs: fromS * 1000, toMs: (fromS + lengthS) * 1000 },
        reason: "x",
        createdMs,
        by: "admin",
        cancelled: cancelS === null ? null : { atMs: createdMs + cancelS * 1000, by: "admin", reason: "" },
      };
    }),
  { maxLength: 3 },
);

describe("uptime from the ledger", () => {
  it("equals uptime counted second by second from the raw results", async () => {
    await fc.assert(
      fc.asyncProperty(results, results, windows, async (a, b, planned) => {
        const ledger = openLedgerInMemory();
        for (const [link, observations] of Object.entries({ a, b })) {
          if (observations.length > 0)
            await ledger.arrive({ atMs: endMs, target: { kind: "link", id: link }, observations });
        }
        const kept = planned.map((window, index) => ({ ...window, id: `m-${index}` }));
        for (const window of kept) {
          ledger.plan(window);
          if (window.cancelled !== null) ledger.records.maintenance.cancel(window.id, window.cancelled);
        }
        const raws = { a: { results: a, nowMs: endMs }, b: { results: b, nowMs: endMs } };
        const counted = new Map<string, Record<string, number>>();
        for (let atMs = 0; atMs < endMs; atMs += 1000) {
          for (const [key, name] of Object.entries(everythingAt(raws, kept, atMs))) {
            const seconds = counted.get(key) ?? Object.fromEntries(instantClasses.map((one) => [one, 0]));
            seconds[name] = (seconds[name] ?? 0) + 1;
            counted.set(key, seconds);
          }
        }
        const rows = ledger.now({ fromMs: 0, toMs: endMs }, endMs);
        expect(Object.fromEntries(rows.map(({ kind, id, seconds }) => [`${kind}/${id}`, seconds]))).toEqual(
          Object.fromEntries(counted),
        );
        await ledger.close();
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
