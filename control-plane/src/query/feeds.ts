import type { ObjectKey } from "@haidang/contract/object.ts";
import {
  type Failover,
  type FailoverReason,
  type FeedRow,
  feedLimitsPct,
  type PlantDevice,
  type RedundancyRow,
} from "@haidang/contract/power.ts";
import type { InstantClass } from "@haidang/contract/state.ts";
import { rankOf } from "@haidang/contract/trouble.ts";

type Supplier = PlantDevice & { supplies: NonNullable<PlantDevice["supplies"]> };
type Burden = Failover["burdens"][number];

const isSupplier = (device: PlantDevice): device is Supplier => device.supplies !== undefined;
const isStrip = ({ supplies }: Supplier) => supplies.as === "strip";
const isDead = ({ class: of }: PlantDevice) => of === "down";
const isKnown = ({ class: of }: PlantDevice) => of === "up" || of === "degraded" || of === "down";

/** Every feed that something carries, by name. */
export function feedRows(devices: readonly PlantDevice[]): FeedRow[] {
  const feeds = Map.groupBy(devices.filter(isSupplier), ({ supplies }) => supplies.feed);
  return [...feeds]
    .map(([id, suppliers]) => {
      const drawing = devices.filter((device) => device.feeds.includes(id));
      const strips = suppliers.filter(isStrip);
      const loadW = total(strips.map(({ readings }) => readings.powerW));
      const maxW = total(strips.map(({ supplies }) => supplies.maxW));
      return {
        id,
        class: worstOf(suppliers.map((one) => one.class)),
        suppliers: suppliers.length,
        devices: drawing.length,
        alone: drawing.filter(({ feeds: from }) => new Set(from).size === 1).length,
        ...{ loadW, maxW, loadPct: share(loadW, maxW) },
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether each group has more that work than it needs. */
export function redundancyRows(devices: readonly PlantDevice[]): RedundancyRow[] {
  const groups = Map.groupBy(
    devices.flatMap((device) => (device.redundancy === undefined ? [] : { device, ...device.redundancy })),
    ({ group }) => group,
  );
  return [...groups].map(([group, members]) => {
    // where they were written differently, the more careful one counts
    const needs = Math.max(...members.map((member) => member.needs));
    const working = members.filter(({ device }) => isKnown(device) && !isDead(device)).length;
    const unknown = members.filter(({ device }) => !isKnown(device)).length;
    const spare = working > needs ? true : working + unknown > needs ? null : false;
    return { group, needs, has: members.length, working, spare };
  });
}

/**
 * What happens when a feed is taken down now. All it carries is taken to move to what is left, which is the worst that
 * can be: a device may draw from both of its feeds unevenly. A feed that nothing carries protects nobody.
 */
export function failover(
  devices: readonly PlantDevice[],
  parents: ReadonlyMap<ObjectKey, readonly ObjectKey[]>,
  feed: string,
): {
  answer: Failover["answer"];
  reasons: Failover["reasons"];
  burdens: Burden[];
  dies: ObjectKey[];
  follows: ObjectKey[];
} {
  const suppliers = devices.filter(isSupplier);
  const left = suppliers.filter(({ supplies }) => supplies.feed !== feed);
  const dies = devices.filter((device) => device.feeds.includes(feed) && !carriedBy(device, left));
  const dead: ObjectKey[] = dies.map(({ id }): ObjectKey => `device/${id}`);
  const burdens = [...rackBurdens(suppliers, feed), ...upsBurdens(suppliers, feed)].sort(
    (a, b) => (b.afterPct ?? 1e9) - (a.afterPct ?? 1e9),
  );
  const strained = left.filter((one) => one.supplies.as === "ups" && one.readings.onBattery === true);
  const counts: Record<FailoverReason, number> = {
    dies: dies.length,
    over_limit: burdens.filter(({ afterPct }) => afterPct !== null && afterPct > feedLimitsPct.alone).length,
    other_on_battery: strained.length,
    no_other_feed: left.length === 0 ? 1 : 0,
    state_unknown: left.filter((one) => !isKnown(one)).length,
    no_reading: burdens.filter(({ nowPct, afterPct }) => nowPct !== null && afterPct === null).length,
    no_limit: burdens.filter(({ nowPct }) => nowPct === null).length,
  };
  const refusing: readonly FailoverReason[] = ["dies", "over_limit", "other_on_battery", "no_other_feed"];
  const reasons = reasonsOf(counts);
  const isRefused = reasons.some(({ why }) => refusing.includes(why));
  return {
    answer: isRefused ? "no" : reasons.length > 0 ? "unknown" : "yes",
    reasons,
    burdens,
    dies: dead,
    follows: lostWith(dead, parents),
  };
}

function reasonsOf(counts: Record<FailoverReason, number>): Failover["reasons"] {
  const reasons: Failover["reasons"] = [];
  let why: FailoverReason;
  for (why in counts) if (counts[why] > 0) reasons.push({ why, count: counts[why] });
  return reasons;
}

/** By a strip of its rack; where a feed has none there, by anything else that carries the feed. */
function carriedBy(device: PlantDevice, left: readonly Supplier[]): boolean {
  return device.feeds.some((feed) => {
    const carriers = left.filter(({ supplies }) => supplies.feed === feed);
    const strips = carriers.filter(
      (one) => isStrip(one) && one.rack !== undefined && one.rack.id === device.rack?.id,
    );
    const others = carriers.filter((one) => !isStrip(one));
    return (strips.length > 0 ? strips : others).some((one) => !isDead(one)) && !isCut(others);
  });
}

/** A UPS that is down carries nothing, whatever hangs on it. */
const isCut = (carriers: readonly Supplier[]) => {
  const units = carriers.filter(({ supplies }) => supplies.as === "ups");
  return units.length > 0 && units.every(isDead);
};

function rackBurdens(suppliers: readonly Supplier[], feed: string): Burden[] {
  const racks = Map.groupBy(suppliers.filter(isStrip), ({ rack }) => rack?.id ?? "");
  return [...racks].flatMap(([id, strips]): Burden[] => {
    const left = strips.filter((one) => one.supplies.feed !== feed && !isDead(one));
    if (id === "" || left.length === 0 || left.length === strips.length) return [];
    const max = total(left.map(({ supplies }) => supplies.maxW));
    const moved = total(strips.map(({ readings }) => readings.powerW));
    const now = total(left.map(({ readings }) => readings.powerW));
    return [
      {
        id,
        name: id,
        as: "rack",
        nowPct: max === null ? null : (share(now, max) ?? 0),
        afterPct: share(moved, max),
      },
    ];
  });
}

function upsBurdens(suppliers: readonly Supplier[], feed: string): Burden[] {
  const units = suppliers.filter(({ supplies }) => supplies.as === "ups");
  const lost = units.filter(({ supplies }) => supplies.feed === feed);
  const left = units.filter((one) => one.supplies.feed !== feed && !isDead(one));
  if (lost.length === 0) return [];
  const watts = ({ readings, supplies }: Supplier) =>
    readings.powerW ??
    (readings.loadPct === undefined || supplies.maxW === undefined
      ? undefined
      : (readings.loadPct / 100) * supplies.maxW);
  const moved = total(lost.map(watts));
  return left.map(({ id, name, readings, supplies, ...rest }): Burden => {
    const own = watts({ id, name, readings, supplies, ...rest });
    const max = supplies.maxW ?? null;
    const after = moved === null || own === undefined ? null : own + moved / left.length;
    const nowPct = max === null ? null : (share(own ?? null, max) ?? 0);
    return { id, name, as: "ups", nowPct, afterPct: share(after, max) };
  });
}

/** Everything that has no way left when some are gone; these themselves left out. */
export function lostWith(
  gone: readonly ObjectKey[],
  parents: ReadonlyMap<ObjectKey, readonly ObjectKey[]>,
): ObjectKey[] {
  const lost = new Set(gone);
  for (let size = -1; size !== lost.size; ) {
    size = lost.size;
    for (const [key, ways] of parents) {
      if (ways.length > 0 && ways.every((way) => lost.has(way))) lost.add(key);
    }
  }
  for (const key of gone) lost.delete(key);
  return [...lost];
}

/** Null where one of them is not known, or there is none. */
function total(values: ReadonlyArray<number | undefined>): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum;
}

const share = (part: number | null, whole: number | null) =>
  part === null || whole === null ? null : (100 * part) / whole;

function worstOf(classes: readonly InstantClass[]): InstantClass {
  return classes.toSorted((a, b) => rankOf(a) - rankOf(b))[0] ?? "unmonitored";
}
