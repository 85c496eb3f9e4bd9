import type { Check } from "@haidang/contract/check.ts";
import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { type Inventory, inventorySchema, type ObjectRef } from "@haidang/contract/object.ts";
import { resultPoint } from "@haidang/contract/result.ts";
import { defaultUptimeOptions, type UptimeOptions, type UptimeRow } from "@haidang/contract/uptime.ts";
import { buildWorld } from "../inventory/world.ts";
import type { Assignment } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import { openAssignments } from "./assignments.ts";
import { uptimeRow } from "./availability.ts";
import type { Observation } from "./judge.ts";
import { openLedger } from "./ledger.ts";
import { type Memory, memoryAt, presentMemory } from "./memory.ts";
import { createPast } from "./past.ts";
import { planRuns } from "./remember.ts";
import { keepRevision } from "./revise.ts";
import { type Stretches, toStretches } from "./stretches.ts";
import { clip, type Period } from "./timeline.ts";

export interface Arrival {
  atMs: number;
  target: ObjectRef;
  observations: readonly Observation[];
}

/** A site with two links and what its unit's calendar says; three results in a row confirm. For tests. */
export const scriptedInventory: Inventory = inventorySchema.parse({
  calendars: [{ id: "gio", name: "Giờ", zone: "UTC", hours: { "mon-sun": ["00:00-00:40", "01:00-24:00"] } }],
  units: [{ id: "xa", name: "Xã", kind: "commune", calendar: "gio" }],
  sites: [{ id: "ub", name: "UBND", unit: "xa" }],
  links: [
    { id: "a", name: "A", site: "ub", address: "10.0.0.1", carrier: "VNPT", calendar: "gio" },
    { id: "b", name: "B", site: "ub", address: "10.0.0.2", carrier: "Viettel" },
  ],
});

const agent = "hub";
/** Asked every 10 s, three failures in a row confirm, and 31 s without news are silence. */
export const checkOf = (target: ObjectRef): Check => ({
  id: `http:${target.kind}/${target.id}`,
  probe: "http",
  target,
  intervalMs: 10_000,
  retryIntervalMs: 10_000,
  timeoutMs: 1000,
  settings: { url: "http://127.0.0.1/" },
});

/** The ledger's own parts over empty stores, with every time given by the test. */
export function openScriptedLedger({ records, series }: { records: RecordStore; series: SeriesStore }) {
  let inventory = scriptedInventory;
  records.inventory.append({ appliedMs: 0, by: "admin", inventory });
  const targets: ObjectRef[] = inventory.links.map(({ id }) => ({ kind: "link", id }));
  const given = new Map<string, Assignment>();
  for (const target of targets) given.set(target.id, records.checks.assign(agent, checkOf(target), 0));
  let assignments = openAssignments(records);
  let version = 0;
  let world = buildWorld(inventory, []);
  const past = createPast(records, { of: (key) => assignments.of(key), version: () => version });

  function rows(memory: Memory, period: Period, nowMs: number, options: Partial<UptimeOptions>): UptimeRow[] {
    const counting = { ...defaultUptimeOptions, ...options };
    const cut = { fromMs: Math.min(period.fromMs, nowMs), toMs: Math.min(period.toMs, nowMs) };
    const ledger = openLedger(memory, { period: cut, nowMs, annotations: counting.annotations });
    return [...memory.world.objects.values()].map(({ kind, id, name, key }) =>
      uptimeRow({ kind, id, name }, ledger.timeline(key), cut, counting),
    );
  }

  return {
    records,
    targets,
    async arrive({ atMs, target, observations }: Arrival): Promise<void> {
      const assignment = given.get(target.id);
      if (assignment === undefined) throw new Error(`nothing measures ${target.id}`);
      await series.write(
        observations.map(({ timeMs }) =>
          resultPoint(agent, { probe: "http", target, timeMs, outcome: "ok" }),
        ),
      );
      const { revision, ...change } = await planRuns({ records, series }, assignment, observations, atMs);
      records.transaction(() => {
        records.runs.replace(assignment.assignment, change);
        if (revision !== undefined) keepRevision(records, revision);
      });
    },
    plan: (window: MaintenanceWindow) => records.maintenance.add(window),
    apply(next: Inventory, atMs: number) {
      inventory = next;
      world = buildWorld(inventory, []);
      records.inventory.append({ appliedMs: atMs, by: "admin", inventory });
    },
    /** The check of a target with another interval. */
    change(target: ObjectRef, intervalMs: number, atMs: number) {
      const assignment = given.get(target.id);
      if (assignment === undefined) return;
      assignment.check = { ...checkOf(target), intervalMs };
      records.checks.update(assignment.assignment, assignment.check, atMs);
      assignments = openAssignments(records);
      version += 1;
    },
    now: (period: Period, nowMs: number, options: Partial<UptimeOptions> = {}) =>
      rows(presentMemory(records, world, assignments), period, nowMs, options),
    /** Every object over a period, out of what is remembered and, the long way, out of all runs there are. */
    async told({ fromMs, toMs }: Period, nowMs: number) {
      const period = { fromMs: Math.min(fromMs, nowMs), toMs: Math.min(toMs, nowMs) };
      const keys = [...world.objects.keys()];
      const remembered = new Map<string, Stretches>();
      await past.read({ world, keys, period, nowMs }, (key, stretches) => remembered.set(key, stretches));
      const memory = presentMemory(records, world, assignments);
      const whole = openLedger(memory, { period: { fromMs: 0, toMs: nowMs }, nowMs });
      const part = openLedger(memory, { period, nowMs });
      return {
        remembered: Object.fromEntries(remembered),
        ofAllRuns: Object.fromEntries(
          keys.map((key) => [key, toStretches(clip(whole.timeline(key), period), period)]),
        ),
        ofPeriod: Object.fromEntries(keys.map((key) => [key, toStretches(part.timeline(key), period)])),
      };
    },
    asKnown(period: Period, knownMs: number, options: Partial<UptimeOptions> = {}) {
      const then = records.inventory.at(knownMs)?.inventory ?? inventory;
      return rows(memoryAt(records, buildWorld(then, []), knownMs), period, knownMs, options);
    },
    /** Runs kept only for what was known before. */
    keptRuns: () =>
      [...given.values()].reduce((sum, { assignment }) => sum + records.runs.past(assignment), 0),
    async close() {
      await series.close();
      records.close();
    },
  };
}
