import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import type { UptimeOptions, UptimeRow } from "@haidang/contract/uptime.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { Run } from "../store/ledger-records.ts";
import type { Observation } from "./judge.ts";
import { policyOf } from "./policy.ts";
import { keepKnown } from "./revise.ts";
import { cutRun, diffRuns, neighboursOf, placeObservation } from "./run.ts";
import { checkOf, openScriptedLedger, scriptedInventory } from "./scripted-ledger.ts";
import { checkTimeline } from "./timeline.ts";

const openLedgerInMemory = () =>
  openScriptedLedger({
    records: openEmbeddedRecordStore(":memory:"),
    series: openEmbeddedSeriesStore(":memory:"),
  });

/** Freshness of the scripted checks, ms: 2.5 intervals, the timeout, and 5 s. */
const freshnessMs = 31_000;
/** One of the scripted checks changes its pace to 100 s, which keeps its results fresh for 256 s. */
const edgeMs = 256_000 + 600_000;
const stepMs = 10_000;
const endMs = 7_200_000;

const state = fc.constantFrom("up" as const, "up" as const, "down" as const, "degraded" as const);
const seen = (timeMs: number, said: Observation["state"]): Observation => ({
  timeMs,
  state: said,
  reason: said === "down" ? "timeout" : null,
});

/** Results in blocks of one state, each block delivered in some pieces, each piece as late as it happens to be. */
const deliveries = fc
  .array(
    fc.record({
      link: fc.constantFrom("a", "b"),
      slot: fc.integer({ min: 0, max: 600 }),
      length: fc.integer({ min: 1, max: 40 }),
      said: state,
      lateMs: fc.oneof(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 700_000 }),
        fc.integer({ min: 700_000, max: 3_000_000 }),
      ),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((blocks) => {
    const taken = new Set<string>();
    return blocks
      .map(({ link, slot, length, said, lateMs }) => {
        const observations = Array.from({ length }, (_, index) => (slot + index) * stepMs)
          .filter((timeMs) => !taken.has(`${link} ${timeMs}`))
          .map((timeMs) => seen(timeMs, said));
        for (const { timeMs } of observations) taken.add(`${link} ${timeMs}`);
        return { link, observations, atMs: (observations.at(-1)?.timeMs ?? 0) + lateMs };
      })
      .filter(({ observations }) => observations.length > 0)
      .sort((a, b) => a.atMs - b.atMs);
  });
const windows = fc.array(
  fc.record({
    scope: fc.constantFrom<MaintenanceWindow["scope"]>(
      { object: { kind: "link", id: "a" } },
      { object: { kind: "unit", id: "xa" } },
      { carrier: "Viettel" },
    ),
    fromMs: fc.integer({ min: 0, max: endMs }),
    lengthMs: fc.integer({ min: 1000, max: 2_000_000 }),
    createdMs: fc.integer({ min: 0, max: endMs }),
    cancelMs: fc.option(fc.integer({ min: 1, max: 2_000_000 })),
  }),
  { maxLength: 3 },
);
interface Delivery {
  link: string;
  observations: readonly Observation[];
  atMs: number;
}
interface Planned {
  scope: MaintenanceWindow["scope"];
  fromMs: number;
  lengthMs: number;
  createdMs: number;
  cancelMs: number | null;
}

/** Everything in the order in which it becomes known; `after` is called after each step. */
async function perform(
  ledger: ReturnType<typeof openScriptedLedger>,
  arrivals: readonly Delivery[],
  planned: readonly Planned[],
  after: (atMs: number) => void = () => undefined,
): Promise<void> {
  const steps: Array<{ atMs: number; act: () => Promise<void> | void }> = arrivals.map(
    ({ link, observations, atMs }) => ({
      atMs,
      act: () => ledger.arrive({ atMs, target: { kind: "link", id: link }, observations }),
    }),
  );
  for (const [index, { scope, fromMs, lengthMs, createdMs, cancelMs }] of planned.entries()) {
    const id = `m-${index}`;
    const time = { fromMs, toMs: fromMs + lengthMs };
    const window = { id, scope, time, reason: "x", createdMs, by: "admin", cancelled: null };
    steps.push({ atMs: createdMs, act: () => ledger.plan(window) });
    if (cancelMs !== null) {
      const atMs = createdMs + cancelMs;
      const act = () => ledger.records.maintenance.cancel(id, { atMs, by: "admin", reason: "" });
      steps.push({ atMs, act });
    }
  }
  for (const { atMs, act } of steps.sort((a, b) => a.atMs - b.atMs)) {
    await act();
    after(atMs);
  }
}

describe("what was known", () => {
  it("at any instant gives the rows a report of the settled past had then, whatever came later", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, windows, async (arrivals, planned) => {
        const ledger = openLedgerInMemory();
        const printed = new Map<
          number,
          { toMs: number; options: Partial<UptimeOptions>; rows: UptimeRow[] }
        >();
        let steps = 0;
        await perform(ledger, arrivals, planned, (atMs) => {
          steps += 1;
          if (steps === 5) ledger.change({ kind: "link", id: "b" }, 100_000, atMs);
          if (steps === 8) ledger.apply(withoutHours, atMs);
          const toMs = atMs - edgeMs;
          const options = { annotations: steps % 2 === 0, mergeBelowS: 60 };
          // of several things that became known at one instant the last report counts
          printed.set(atMs, { toMs, options, rows: ledger.now({ fromMs: 0, toMs }, atMs, options) });
        });
        for (const [atMs, { toMs, options, rows }] of printed) {
          expect(ledger.asKnown({ fromMs: 0, toMs }, atMs, options)).toEqual(rows);
        }
        await ledger.close();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("up to the very instant, where a silence that heals is kept from the first", () => {
    fc.assert(
      fc.property(deliveries, (arrivals) => {
        const { runs } = openEmbeddedRecordStore(":memory:");
        const placed: number[] = [];
        const told: Array<{ atMs: number; said: unknown }> = [];
        for (const { observations, atMs } of arrivals.filter(({ link }) => link === "a")) {
          const before = runs.around(1, 0, endMs * 2);
          const after = place(before, observations, placed);
          const change = keepKnown(diffRuns(before, after), atMs, { edgeMs: freshnessMs, attempts: 3 });
          runs.replace(1, change);
          if (told.at(-1)?.atMs === atMs) told.pop();
          const period = { fromMs: 0, toMs: atMs };
          told.push({ atMs, said: checkTimeline(runs.around(1, 0, endMs * 2), period, atMs, policy) });
        }
        for (const { atMs, said } of told) {
          const then = runs.aroundAsKnown(1, 0, endMs * 2, atMs);
          expect(checkTimeline(then, { fromMs: 0, toMs: atMs }, atMs, policy)).toEqual(said);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("holds the pace a check had then", async () => {
    const ledger = openLedgerInMemory();
    const target = { kind: "link", id: "b" } as const;
    const observations = [0, 100_000, 200_000].map((timeMs) => seen(timeMs, "up"));
    await ledger.arrive({ atMs: 200_000, target, observations });
    const period = { fromMs: 0, toMs: 200_000 };
    const printed = ledger.now(period, 2_000_000);
    ledger.change(target, 100_000, 3_000_000);
    expect(ledger.now(period, 4_000_000)).not.toEqual(printed);
    expect(ledger.asKnown(period, 2_000_000)).toEqual(printed);
    await ledger.close();
  });

  it("keeps as many runs as there were changes, however many results came", async () => {
    const ledger = openLedgerInMemory();
    const target = { kind: "link", id: "a" } as const;
    for (let slot = 0; slot < 500; slot += 1) {
      await ledger.arrive({
        atMs: slot * stepMs + 2000,
        target,
        observations: [seen(slot * stepMs, slot > 200 && slot < 300 ? "down" : "up")],
      });
    }
    // the outage as it was with one and with two attempts, before the third confirmed it
    expect(ledger.keptRuns()).toBe(2);
    await ledger.close();
  });
});

describe("the ledger", () => {
  it("says the same in whatever order results arrive, plans included, and its classes add up", async () => {
    const shuffled = deliveries.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, windows, async ([inOrder, anyOrder], planned) => {
        const [one, other] = [openLedgerInMemory(), openLedgerInMemory()];
        await perform(one, inOrder, planned);
        await perform(
          other,
          anyOrder.map((delivery, index) => ({ ...delivery, atMs: endMs + index })),
          planned,
        );
        const period = { fromMs: 0, toMs: endMs };
        for (const annotations of [false, true]) {
          const rows = one.now(period, 2 * endMs, { annotations });
          expect(other.now(period, 2 * endMs, { annotations })).toEqual(rows);
          for (const { seconds } of rows) {
            expect(Object.values(seconds).reduce((sum, part) => sum + part, 0)).toBeCloseTo(endMs / 1000, 6);
          }
        }
        await one.close();
        await other.close();
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

const { units: withHours } = scriptedInventory;
const withoutHours = {
  ...scriptedInventory,
  units: withHours.map(({ calendar: _gone, ...unit }) => unit),
};
const policy = policyOf(checkOf({ kind: "link", id: "a" }));

/** As `planRuns` does, raw times from a list. */
function place(before: readonly Run[], observations: readonly Observation[], placed: number[]): Run[] {
  let runs = [...before];
  for (const one of observations) {
    let result = placeObservation(runs, one, freshnessMs);
    if ("cut" in result) {
      const times = placed.toSorted((a, b) => a - b);
      result = placeObservation(
        cutRun(runs, result.cut, neighboursOf(result.cut, times, one.timeMs)),
        one,
        freshnessMs,
      );
    }
    if ("cut" in result) throw new Error("still in the way");
    runs = result.runs;
    placed.push(one.timeMs);
  }
  return runs;
}
