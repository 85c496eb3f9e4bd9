import type { Busy, LinkLoad, Utilisation } from "@haidang/contract/api.ts";
import type { Link } from "@haidang/contract/object.ts";
import type { World } from "../inventory/world.ts";
import type { Series, SeriesStore } from "../store/series.ts";

/** How old a reading may be to be shown as the present one. */
const presentMs = 10 * 60_000;
const dayMs = 24 * 3_600_000;
/** Carriers bill and argue by means of five minutes. */
const stepMs = 300_000;

/** The interface that carries a link, and which of its counters comes to the link's site. */
interface Carried {
  cirBps: number;
  device: string;
  ifName: string;
  atSite: boolean;
  in: "inBps" | "outBps";
  out: "inBps" | "outBps";
}

/**
 * What an interface receives at the link's site comes to the site; at the other end of the link it is what the site
 * sent.
 */
function carriedBy(world: World, { site, cir, interface: port }: Link): Carried | undefined {
  if (cir === undefined || port === undefined) return undefined;
  const device = world.objects.get(`device/${port.device}`);
  const atSite = device?.kind === "device" && device.item.site === site;
  const directions = atSite
    ? ({ in: "inBps", out: "outBps" } as const)
    : ({ in: "outBps", out: "inBps" } as const);
  return { cirBps: cir, device: port.device, ifName: port.name, atSite, ...directions };
}

const selectorOf = ({ device, ifName }: Carried, fields: readonly string[]) => ({
  measurement: "interface",
  fields,
  tags: { kind: "device", id: device, ifName },
});

/** A rate of the newest reading alone: where that has none (a counter began anew), an older one must not stand in. */
export async function utilisationNow(
  store: SeriesStore,
  world: World,
  link: Link,
  nowMs: number,
): Promise<Utilisation | undefined> {
  const carried = carriedBy(world, link);
  if (carried === undefined) return undefined;
  const fields = ["operStatus", "inBps", "outBps"];
  const latest = await store.latest(selectorOf(carried, fields), nowMs - presentMs);
  const atMs = Math.max(...latest.map(({ samples }) => samples.at(-1)?.timeMs ?? 0));
  if (!(atMs > 0)) return undefined;
  const rate = (field: string): number | null => {
    const sample = latest
      .filter((series) => series.field === field)
      .map(({ samples }) => samples.at(-1))
      .find((last) => last?.timeMs === atMs);
    return typeof sample?.value === "number" ? sample.value : null;
  };
  const [inBps, outBps] = [rate(carried.in), rate(carried.out)];
  const share = (bps: number | null) => (bps === null ? null : percentOf(bps, carried.cirBps));
  return { inBps, outBps, inPct: share(inBps), outPct: share(outBps), atMs };
}

/** The last 24 hours; steps without a reading are left out, never zero. */
export async function linkLoad(
  store: SeriesStore,
  world: World,
  link: Link,
  nowMs: number,
): Promise<LinkLoad> {
  if (link.interface === undefined) return { unknown: "no_interface" };
  const carried = carriedBy(world, link);
  if (carried === undefined) return { unknown: "no_cir" };
  const selector = selectorOf(carried, ["inBps", "outBps"]);
  const range = { fromMs: nowMs - dayMs, toMs: nowMs };
  const means = await store.aggregate(selector, range, { stepMs, by: "mean" });
  const peaks = await store.aggregate(selector, range, { stepMs, by: "max" });
  const busy = (field: string) => busyOf(valuesOf(means, field), valuesOf(peaks, field), carried.cirBps);
  const load = { in: busy(carried.in), out: busy(carried.out) };
  if (load.in === null && load.out === null) return { unknown: "no_reading" };
  const { device, ifName, atSite } = carried;
  return { device, ifName, atSite, ...load };
}

function valuesOf(series: readonly Series[], field: string): number[] {
  return series
    .filter((one) => one.field === field)
    .flatMap(({ samples }) => samples.map(({ value }) => value))
    .filter((value) => typeof value === "number");
}

function busyOf(means: readonly number[], peaks: readonly number[], cirBps: number): Busy | null {
  const p95Bps = means.toSorted((a, b) => a - b)[Math.ceil(means.length * 0.95) - 1];
  if (p95Bps === undefined) return null;
  const peakBps = Math.max(...peaks);
  return {
    p95Bps,
    p95Pct: percentOf(p95Bps, cirBps),
    peakBps,
    peakPct: percentOf(peakBps, cirBps),
    // a day that begins within a step has one more of them
    measuredPct: Math.min(100, percentOf(means.length, dayMs / stepMs)),
  };
}

/** To a tenth of a percent: rates are no better than that. */
function percentOf(part: number, whole: number): number {
  return Math.round((part / whole) * 1000) / 10;
}
