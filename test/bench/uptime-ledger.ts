import { inventorySchema } from "@haidang/contract/object.ts";
import { assignChecks } from "@haidang/control-plane/inventory/checks.ts";
import { buildWorld, type World } from "@haidang/control-plane/inventory/world.ts";
import { type Assignments, openAssignments } from "@haidang/control-plane/state/assignments.ts";
import type { KnownRun } from "@haidang/control-plane/store/ledger-records.ts";
import type { RecordStore } from "@haidang/control-plane/store/records.ts";

const dayMs = 24 * 3_600_000;

/** Numbers that look random and are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Province {
  world: World;
  assignments: Assignments;
  runs: number;
  /** New results of every check, as a round of the agents brings them. */
  arrive(nowMs: number): void;
}

export interface ProvincePlan {
  units: number;
  days: number;
  nowMs: number;
  /** Who measures the links, in turn; without any it is the hub. */
  agents?: readonly string[];
}

/** Units of a province; more of them make more provinces. */
const unitsOfProvince = 342;

/** Provinces whose links went down two to five times a month each; one in a hundred of them flaps. */
export function writeProvince(
  records: RecordStore,
  { units, days, nowMs, agents = [] }: ProvincePlan,
): Province {
  const numbers = Array.from({ length: units }, (_, at) => `${at + 1}`);
  const inventory = inventorySchema.parse({
    units: [
      ...Array.from({ length: Math.ceil(units / unitsOfProvince) }, (_, at) => ({
        ...{ id: `tinh-${at}`, name: `Tỉnh ${at}`, kind: "province" },
      })),
      ...numbers.map((at) => ({
        ...{ id: `xa-${at}`, name: `Xã ${at}`, kind: "commune" },
        parent: `tinh-${Math.floor((Number(at) - 1) / unitsOfProvince)}`,
      })),
    ],
    sites: numbers.map((at) => ({
      ...{ id: `ub-${at}`, name: `UBND ${at}`, unit: `xa-${at}` },
      coordinates: [106.5 + (Number(at) % 171) / 100, 20.7 + (Number(at) % 97) / 100],
    })),
    links: numbers.flatMap((at) =>
      // every tenth site has a backup
      (Number(at) % 10 === 0 ? ["a", "b"] : ["a"]).map((path) => ({
        id: `l-${at}-${path}`,
        name: `Đường ${at} ${path}`,
        site: `ub-${at}`,
        address: "10.0.0.1",
        carrier: path === "a" ? "VNPT" : "Viettel",
        role: path === "a" ? "primary" : "backup",
        ...(agents.length === 0 ? {} : { measuredBy: agents[Number(at) % agents.length] }),
      })),
    ),
  });
  const fromMs = nowMs - days * dayMs;
  records.inventory.append({ appliedMs: fromMs, by: "bench", inventory });
  const world = buildWorld(inventory, []);
  const assignments = openAssignments(records);
  const measuring =
    agents.length === 0 ? [{ id: "hub", hub: true }] : agents.map((id) => ({ id, hub: false }));
  assignments.sync(assignChecks(world, measuring).byAgent, fromMs);
  return {
    world,
    assignments,
    runs: writeRuns(records, assignments, { fromMs, nowMs }),
    arrive(atMs) {
      records.transaction(() => {
        for (const { assignment, check } of assignments.active()) {
          const [last] = records.runs.around(assignment, atMs, atMs).slice(-1);
          if (last === undefined || atMs - last.lastMs < check.intervalMs) continue;
          const grown: KnownRun = { ...last, lastMs: atMs };
          records.runs.replace(assignment, { remove: [last], add: [grown], past: [] });
        }
      });
    },
  };
}

/** Every check that is held goes down two to five times a month, one link in a hundred flaps; how many runs that makes. */
export function writeRuns(
  records: RecordStore,
  assignments: Assignments,
  { fromMs, nowMs }: { fromMs: number; nowMs: number },
): number {
  const random = createRandom(7);
  let count = 0;
  records.transaction(() => {
    for (const { assignment, check } of assignments.active()) {
      const flaps = check.probe === "icmp" && random() < 0.01;
      const add = runsOf(random, { fromMs, toMs: nowMs - Math.round(random() * check.intervalMs), flaps });
      count += add.length;
      records.runs.replace(assignment, { remove: [], add, past: [] });
    }
  });
  return count;
}

function runsOf(
  random: () => number,
  { fromMs, toMs, flaps }: { fromMs: number; toMs: number; flaps: boolean },
): KnownRun[] {
  const months = (toMs - fromMs) / (30 * dayMs);
  // up, down and up again; one that flaps does so two thousand times in its last month
  const usual = Math.round((2 + 3 * random()) * months);
  const starts = [
    ...Array.from({ length: usual }, () => fromMs + random() * (toMs - fromMs)),
    ...Array.from({ length: flaps ? 1000 : 0 }, () => toMs - random() * 30 * dayMs),
  ].sort((a, b) => a - b);
  const runs: KnownRun[] = [];
  const add = (state: "up" | "down", firstMs: number, lastMs: number) =>
    runs.push({
      firstMs: Math.round(firstMs),
      lastMs: Math.round(lastMs),
      state,
      reason: state === "up" ? null : "no_reply",
      count: 255,
      knownMs: 0,
    });
  let atMs = fromMs;
  for (const startMs of starts) {
    if (startMs < atMs + 60_000) continue;
    const endMs = Math.min(startMs + 20_000 + random() * (flaps ? 60_000 : 4 * 3_600_000), toMs - 60_000);
    if (endMs <= startMs) break;
    add("up", atMs, startMs - 10_000);
    add("down", startMs, endMs - 10_000);
    atMs = endMs;
  }
  add("up", atMs, toMs);
  return runs;
}
