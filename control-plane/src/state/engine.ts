import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { Interval, ObjectStatus } from "@haidang/contract/state.ts";
import { childrenOf, downAbove } from "../inventory/topology.ts";
import { emptyWorld, type World, type WorldObject } from "../inventory/world.ts";
import type { Assignment } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { Assignments } from "./assignments.ts";
import { type Flap, changed as flapChanged, flapOf, reviewed, steady } from "./flap.ts";
import { fuseChecks, fuseMembers, isToldBy, lostMember, type Verdict } from "./fuse.ts";
import type { Observation } from "./judge.ts";
import { assignmentTimeline, openLedger, unwatched } from "./ledger.ts";
import type { Memory } from "./memory.ts";
import { openSchedule, settle } from "./plan.ts";
import { flapping, policyOf } from "./policy.ts";
import { addressOf, compact, reasoned, softOf } from "./status.ts";
import { type CheckState, expire, type StateChange, transition, unmeasured } from "./transition.ts";
import { isVantage } from "./vantage.ts";

/** Live state: what everything is now. The ledger is the memory; this is the present. */
export interface Engine {
  setWorld(world: World, nowMs: number): void;
  /** Results in rising time, already durable. */
  observe(assignment: Assignment, observations: readonly Observation[], nowMs: number): void;
  /** Makes checks without news unknown, and heeds what begins or ends by plan; call each second. */
  tick(nowMs: number): void;
  /** Heeds maintenance windows that were added or cancelled. */
  replan(nowMs: number): void;
  status(key: ObjectKey): ObjectStatus | undefined;
  statuses(): ObjectStatus[];
  check(assignment: number): CheckState;
  /** Called with each object that changed; returns the way to stop. */
  subscribe(listener: (status: ObjectStatus) => void): () => void;
}

/** How far back the beginning of a present state is looked for at start. */
const memoryMs = 30 * 24 * 3_600_000;

interface ObjectState extends Verdict {
  sinceMs: number | null;
  /** What checks or members say, whatever is planned. */
  beneath: Verdict;
  /** What is down above it, and explains that it is. */
  upstream: ObjectKey | undefined;
}

/** When something became so, and when that was learnt. */
interface When {
  atMs: number;
  nowMs: number;
}

export function createEngine(records: RecordStore, assignments: Assignments): Engine {
  let world = emptyWorld;
  let windows: readonly MaintenanceWindow[] = [];
  let schedule = openSchedule(world, windows, 0);
  const checks = new Map<number, CheckState>();
  const objects = new Map<ObjectKey, ObjectState>();
  /** Of objects that changed lately. */
  const flaps = new Map<ObjectKey, Flap>();
  let children: ReturnType<typeof childrenOf> = new Map();
  const listeners = new Set<(status: ObjectStatus) => void>();

  const isDown = (key: ObjectKey) => objects.get(key)?.beneath.class === "down";
  const activeOf = (key: ObjectKey) => assignments.of(key).filter(({ toMs }) => toMs === null);

  const memory = (): Memory => ({
    world,
    windows,
    assignmentsOf: assignments.of,
    runsAround: records.runs.around,
    runsAroundMany: records.runs.aroundMany,
  });

  function beneathOf(object: WorldObject): Verdict {
    const members = world.members.get(object.key);
    if (members !== undefined) {
      return fuseMembers(
        members.map((key) => objects.get(key) ?? { class: "unmonitored" }),
        lostMember(members),
        members.map((key) => objects.get(key)?.beneath),
      );
    }
    const active = activeOf(object.key);
    if (active.length === 0) return unwatched(object);
    return fuseChecks(
      active.map(({ assignment, check }) => {
        const { state, reason, sinceMs, lastResultMs } = checks.get(assignment) ?? unmeasured;
        const proof = { sinceMs, provenMs: lastResultMs };
        return { probe: check.probe, class: state, reason: reason ?? undefined, ...proof };
      }),
    );
  }

  /** Works an object out again, then those its state takes part in and those reached through it. */
  function refresh(key: ObjectKey, when: When, told: boolean): void {
    const object = world.objects.get(key);
    if (object === undefined) return;
    const before = objects.get(key);
    const beneath = beneathOf(object);
    const verdict = settle(beneath, schedule.at(key));
    const changed = before?.class !== verdict.class;
    const sinceMs = changed ? when.atMs : (before?.sinceMs ?? null);
    objects.set(key, { ...verdict, sinceMs, beneath, upstream: before?.upstream });
    const shown = changed || before?.reason !== verdict.reason;
    const within = before?.beneath.class !== beneath.class;
    const explained = explain(key);
    const flapped = before !== undefined && heedFlapping(key, before.beneath, beneath, when);
    if (shown || within || explained || flapped || told) announce(key);
    if (shown || within) for (const owner of world.owners.get(key) ?? []) refresh(owner, when, false);
    if (within && (beneath.class === "down" || before?.beneath.class === "down")) tellBelow(key);
  }

  /** The way lost last is what took an object away. True when that is another than before. */
  function explain(key: ObjectKey): boolean {
    const state = objects.get(key);
    if (state === undefined) return false;
    const above = isDown(key) ? downAbove(key, world.parents, isDown) : [];
    const since = (way: ObjectKey) => objects.get(way)?.sinceMs ?? 0;
    const upstream = above.toSorted((a, b) => since(b) - since(a))[0];
    if (upstream === state.upstream) return false;
    objects.set(key, { ...state, upstream });
    return true;
  }

  /** What is reached through an object that fell or rose is told again where that explains it, or no longer does. */
  function tellBelow(start: ObjectKey): void {
    const seen = new Set([start]);
    for (const at of seen) {
      for (const child of children.get(at) ?? []) {
        if (seen.has(child)) continue;
        if (explain(child)) announce(child);
        if (isDown(child)) seen.add(child);
      }
    }
  }

  /** True when it began or ended to flap. */
  function heedFlapping(key: ObjectKey, from: Verdict, to: Verdict, { atMs, nowMs }: When): boolean {
    if (from.class === to.class) return false;
    const before = flaps.get(key) ?? steady;
    const flap = flapChanged(before, { from: from.class, to: to.class, atMs }, nowMs);
    if (flap !== steady) flaps.set(key, flap);
    return flap.flapping !== before.flapping;
  }

  /** What has been quiet for a while no longer flaps, and in the end is forgotten. */
  function reviewFlaps(nowMs: number): void {
    for (const [key, before] of flaps) {
      const flap = reviewed(before, nowMs);
      const lastMs = flap.changes.at(-1)?.atMs ?? 0;
      if (!flap.flapping && nowMs - lastMs > flapping.windowMs) flaps.delete(key);
      else flaps.set(key, flap);
      if (flap.flapping !== before.flapping) announce(key);
    }
  }

  function announce(key: ObjectKey): void {
    const status = statusOf(key);
    if (status !== undefined) for (const listener of listeners) listener(status);
  }

  function take(
    assignment: Assignment,
    { next, change }: { next: CheckState; change: StateChange | null },
    nowMs: number,
  ): void {
    const before = checks.get(assignment.assignment) ?? unmeasured;
    checks.set(assignment.assignment, next);
    const key = objectKey(assignment.check.target);
    const told = before.soft?.attempt !== next.soft?.attempt || before.detail !== next.detail;
    // what another vantage says counts by when it says so
    const isOther = isVantage(assignment.check.probe);
    if (change === null && !told && !isOther && before.reason === next.reason) return;
    const atMs = (isOther ? reachedSince(key) : null) ?? change?.atMs ?? next.lastResultMs ?? 0;
    refresh(key, { atMs, nowMs }, told);
  }

  /** Since when the measuring end says what it says of a link. */
  function reachedSince(key: ObjectKey): number | null {
    const near = activeOf(key).find(({ check }) => check.probe === "icmp");
    return near === undefined ? null : (checks.get(near.assignment)?.sinceMs ?? null);
  }

  function statusOf(key: ObjectKey): ObjectStatus | undefined {
    const object = world.objects.get(key);
    const state = objects.get(key);
    if (object === undefined || state === undefined) return undefined;
    const active = activeOf(key);
    const live = active.map((assignment) => ({
      assignment,
      state: checks.get(assignment.assignment) ?? unmeasured,
    }));
    const telling = live.find(
      ({ state: check }) => isToldBy(state.reason, check.reason) && check.detail !== undefined,
    );
    const window = state.class === "maintenance" ? schedule.window(key) : undefined;
    const isPlanned = state.class === "maintenance" || state.class === "outOfPeriod";
    const soft = isPlanned ? undefined : live.find(({ state: check }) => check.soft !== null);
    const unit = object.unit === undefined ? undefined : world.objects.get(`unit/${object.unit}`);
    const results = live.flatMap(({ state: check }) =>
      check.lastResultMs === null ? [] : [check.lastResultMs],
    );
    return compact({
      kind: object.kind,
      id: object.id,
      name: object.name,
      class: state.class,
      sinceMs: state.sinceMs,
      reason: state.reason,
      detail: window?.reason ?? telling?.state.detail ?? object.missing?.detail,
      beneath: isPlanned ? reasoned(state.beneath) : undefined,
      flapping: flaps.get(key)?.flapping === true ? true : undefined,
      upstream: refOf(state.upstream),
      soft: soft === undefined ? undefined : softOf(soft.assignment, soft.state),
      lastResultMs: results.length === 0 ? null : Math.max(...results),
      unit: object.unit,
      unitName: unit?.name,
      carrier: object.kind === "link" ? object.item.carrier : undefined,
      address: addressOf(object),
      discovered: object.discovered,
    });
  }

  function refOf(key: ObjectKey | undefined): ObjectStatus["upstream"] {
    const object = key === undefined ? undefined : world.objects.get(key);
    return object === undefined ? undefined : { kind: object.kind, id: object.id, name: object.name };
  }

  /** Late results change the past, and with it when the present state began. */
  function agreeWithLedger(assignment: Assignment, nowMs: number): void {
    const live = checks.get(assignment.assignment);
    const remembered = recall(records, memory(), assignment, nowMs);
    if (live !== undefined && live.state === remembered.state) {
      checks.set(assignment.assignment, { ...live, sinceMs: remembered.sinceMs });
    }
    const ledger = openLedger(memory(), { period: { fromMs: nowMs - memoryMs, toMs: nowMs }, nowMs });
    const correct = (key: ObjectKey): void => {
      const state = objects.get(key);
      if (state === undefined) return;
      const sinceMs = beginning(ledger.timeline(key), state, nowMs);
      if (sinceMs !== state.sinceMs) {
        objects.set(key, { ...state, sinceMs });
        announce(key);
      }
      for (const owner of world.owners.get(key) ?? []) correct(owner);
    };
    correct(objectKey(assignment.check.target));
  }

  function setWorld(next: World, nowMs: number): void {
    world = next;
    children = childrenOf(world.parents);
    windows = records.maintenance.list();
    schedule = openSchedule(world, windows, nowMs);
    for (const assignment of assignments.active()) {
      if (!checks.has(assignment.assignment))
        checks.set(assignment.assignment, recall(records, memory(), assignment, nowMs));
    }
    const ledger = openLedger(memory(), { period: { fromMs: nowMs - memoryMs, toMs: nowMs }, nowMs });
    const before = new Map(objects);
    const fresh = new Set<ObjectKey>();
    objects.clear();
    for (const key of inOrder(world)) {
      const object = world.objects.get(key);
      if (object === undefined) continue;
      const beneath = beneathOf(object);
      const verdict = settle(beneath, schedule.at(key));
      const known = before.get(key);
      const timeline = known?.class === verdict.class ? undefined : ledger.timeline(key);
      const sinceMs = timeline === undefined ? (known?.sinceMs ?? null) : beginning(timeline, verdict, nowMs);
      objects.set(key, { ...verdict, sinceMs, beneath, upstream: known?.upstream });
      if (known === undefined && timeline !== undefined) rememberFlaps(key, flapOf(timeline, nowMs));
      if (timeline !== undefined) fresh.add(key);
    }
    for (const key of flaps.keys()) if (!objects.has(key)) flaps.delete(key);
    // what is above is known only now
    for (const key of objects.keys()) if (explain(key)) fresh.add(key);
    for (const key of fresh) announce(key);
  }

  function rememberFlaps(key: ObjectKey, flap: Flap): void {
    if (flap !== steady) flaps.set(key, flap);
  }

  /** `atMs`: when what is planned became another. */
  function heedPlan(atMs: number, nowMs: number): void {
    schedule = openSchedule(world, windows, nowMs);
    for (const key of inOrder(world)) refresh(key, { atMs, nowMs }, false);
  }

  return {
    setWorld,
    replan(nowMs) {
      windows = records.maintenance.list();
      heedPlan(nowMs, nowMs);
    },
    observe(assignment, observations, nowMs) {
      if (assignment.toMs !== null) return;
      const policy = policyOf(assignment.check);
      const newestMs = checks.get(assignment.assignment)?.lastResultMs ?? null;
      for (const seen of observations) {
        const { next, change } = transition(checks.get(assignment.assignment) ?? unmeasured, seen, policy);
        take(assignment, { next, change }, nowMs);
      }
      // Backlog may be older than freshness allows: what it says is history, not the present.
      const { next, change } = expire(checks.get(assignment.assignment) ?? unmeasured, nowMs, policy);
      if (change !== null) take(assignment, { next, change }, nowMs);
      const isLate = newestMs !== null && observations.some(({ timeMs }) => timeMs < newestMs);
      if (isLate) agreeWithLedger(assignment, nowMs);
    },
    tick(nowMs) {
      if (nowMs >= schedule.untilMs) heedPlan(schedule.untilMs, nowMs);
      reviewFlaps(nowMs);
      for (const assignment of assignments.active()) {
        const state = checks.get(assignment.assignment);
        if (state === undefined) continue;
        const { next, change } = expire(state, nowMs, policyOf(assignment.check));
        if (change !== null) take(assignment, { next, change }, nowMs);
      }
    },
    status: statusOf,
    statuses: () =>
      [...world.objects.keys()].flatMap((key) => {
        const status = statusOf(key);
        return status === undefined ? [] : [status];
      }),
    check: (assignment) => checks.get(assignment) ?? unmeasured,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A check's state as the ledger left it, after a restart. */
function recall(records: RecordStore, memory: Memory, assignment: Assignment, nowMs: number): CheckState {
  const last = records.runs.latest(assignment.assignment);
  if (last === undefined) return unmeasured;
  const now = assignmentTimeline(memory, assignment, { fromMs: nowMs - memoryMs, toMs: nowMs }, nowMs).at(-1);
  if (
    now === undefined ||
    now.class === "maintenance" ||
    now.class === "unmonitored" ||
    now.class === "outOfPeriod"
  ) {
    return unmeasured;
  }
  return {
    state: now.class,
    sinceMs: now.fromMs,
    reason: now.reason ?? null,
    soft: null,
    lastResultMs: last.lastMs,
  };
}

/** When the present class began, by the ledger; now when it only just did. */
function beginning(timeline: readonly Interval[], verdict: Verdict, nowMs: number): number | null {
  if (verdict.class === "unmonitored" || verdict.reason === "not_measured_yet") return null;
  let sinceMs = nowMs;
  for (const interval of timeline.toReversed()) {
    if (interval.class !== verdict.class) break;
    sinceMs = interval.fromMs;
  }
  return sinceMs;
}

/** Members before their owners; of units, children before parents. */
function inOrder(world: World): ObjectKey[] {
  const done = new Set<ObjectKey>();
  const visit = (key: ObjectKey): void => {
    if (done.has(key)) return;
    for (const member of world.members.get(key) ?? []) visit(member);
    done.add(key);
  };
  for (const key of world.objects.keys()) visit(key);
  return [...done];
}
