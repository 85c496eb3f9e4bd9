import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { Observation } from "./judge.ts";
import { openScriptedLedger, scriptedInventory } from "./scripted-ledger.ts";

const stepMs = 10_000;
const endMs = 7_200_000;
const [link, other] = scriptedInventory.links;
const inventories = [
  scriptedInventory,
  { ...scriptedInventory, units: scriptedInventory.units.map(({ calendar: _gone, ...unit }) => unit) },
  { ...scriptedInventory, links: scriptedInventory.links.filter(({ id }) => id !== "b") },
  {
    ...scriptedInventory,
    units: [...scriptedInventory.units, { id: "tinh", name: "Tỉnh", kind: "province" as const }],
    sites: scriptedInventory.sites.map((site) => ({ ...site, unit: "tinh" })),
    links: [link, other].flatMap((one) => (one === undefined ? [] : [{ ...one, carrier: "VNPT" }])),
  },
];

type Step = { atMs: number } & (
  | { does: "results"; link: "a" | "b"; observations: Observation[] }
  | { does: "window"; window: MaintenanceWindow }
  | { does: "cancel"; id: string }
  | { does: "pace"; link: "a" | "b"; intervalMs: number }
  | { does: "inventory"; which: number }
);

const results = fc
  .record({
    link: fc.constantFrom("a" as const, "b" as const),
    slot: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 650 })),
    length: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 60 })),
    state: fc.constantFrom("up", "up", "down", "degraded", "unknown"),
    reason: fc.constantFrom("timeout" as const, "refused" as const),
    lateMs: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 3_000_000 })),
  })
  .map(({ link: of, slot, length, state, reason, lateMs }): Step => {
    const observations = Array.from(
      { length },
      (_, index): Observation => ({
        timeMs: (slot + index) * stepMs,
        state,
        reason: state === "down" ? reason : null,
      }),
    );
    const atMs = (slot + length - 1) * stepMs + lateMs;
    return { atMs, does: "results", link: of, observations };
  });
const window = fc
  .record({
    scope: fc.constantFrom<MaintenanceWindow["scope"]>(
      { object: { kind: "link", id: "a" } },
      { object: { kind: "unit", id: "xa" } },
      { carrier: "Viettel" },
    ),
    createdMs: fc.integer({ min: 0, max: endMs }),
    aheadMs: fc.integer({ min: -600_000, max: 1_000_000 }),
    lengthMs: fc.integer({ min: 1000, max: 2_000_000 }),
    cancelMs: fc.option(fc.integer({ min: 1, max: 2_000_000 })),
    id: fc.uuid(),
  })
  .map(({ scope, createdMs, aheadMs, lengthMs, cancelMs, id }): Step[] => {
    const fromMs = Math.max(0, createdMs + aheadMs);
    const time = { fromMs, toMs: fromMs + lengthMs };
    const added = { id, scope, time, reason: "x", createdMs, by: "admin", cancelled: null };
    return [
      { atMs: createdMs, does: "window", window: added },
      ...(cancelMs === null ? [] : [{ atMs: createdMs + cancelMs, does: "cancel" as const, id }]),
    ];
  });
const pace = fc
  .record({
    atMs: fc.integer({ min: 0, max: endMs }),
    link: fc.constantFrom("a" as const, "b" as const),
    intervalMs: fc.constantFrom(10_000, 30_000, 100_000),
  })
  .map((one): Step => ({ ...one, does: "pace" }));
const inventory = fc
  .record({ atMs: fc.integer({ min: 0, max: endMs }), which: fc.nat({ max: inventories.length - 1 }) })
  .map((one): Step => ({ ...one, does: "inventory" }));
const history = fc
  .tuple(
    fc.array(results, { maxLength: 25 }),
    fc.array(window, { maxLength: 3 }),
    fc.array(pace, { maxLength: 2 }),
    fc.array(inventory, { maxLength: 2 }),
  )
  .map(([arrivals, windows, paces, applied]) =>
    [...arrivals, ...windows.flat(), ...paces, ...applied].sort((a, b) => a.atMs - b.atMs),
  );
const questions = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
    fromMs: fc.integer({ min: 0, max: endMs }),
    lengthMs: fc.integer({ min: 0, max: endMs }),
  }),
  { minLength: 30, maxLength: 30 },
);

type ScriptedLedger = ReturnType<typeof openScriptedLedger>;

async function perform(ledger: ScriptedLedger, step: Step): Promise<void> {
  const target = (id: string) => ({ kind: "link", id }) as const;
  switch (step.does) {
    case "results":
      return ledger.arrive({
        atMs: step.atMs,
        target: target(step.link),
        observations: step.observations,
      });
    case "window":
      return ledger.plan(step.window);
    case "cancel":
      return ledger.records.maintenance.cancel(step.id, { atMs: step.atMs, by: "admin", reason: "" });
    case "pace":
      return ledger.change(target(step.link), step.intervalMs, step.atMs);
    case "inventory":
      return ledger.apply(inventories[step.which] ?? scriptedInventory, step.atMs);
  }
}

describe("the past as it is remembered", () => {
  it("is the past as all runs tell it, whatever arrives, is planned or applied between questions", async () => {
    await fc.assert(
      fc.asyncProperty(history, questions, async (steps, asked) => {
        const ledger = openScriptedLedger({
          records: openEmbeddedRecordStore(":memory:"),
          series: openEmbeddedSeriesStore(":memory:"),
        });
        let nowMs = 0;
        for (const [index, step] of steps.entries()) {
          await perform(ledger, step);
          const { afterMs, fromMs, lengthMs } = asked[index % asked.length] ?? {
            afterMs: 0,
            fromMs: 0,
            lengthMs: 0,
          };
          nowMs = Math.max(nowMs, step.atMs + afterMs);
          const { remembered, ofPeriod, ofAllRuns } = await ledger.told(
            { fromMs, toMs: fromMs + lengthMs },
            nowMs,
          );
          expect(ofPeriod).toEqual(ofAllRuns);
          expect(remembered).toEqual(ofAllRuns);
        }
        await ledger.close();
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
