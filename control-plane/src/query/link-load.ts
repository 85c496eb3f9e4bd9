import type { Link } from "@haidang/contract/object.ts";
import type { Busy, LinkLoad, Utilisation } from "@haidang/contract/row.ts";
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

/** With more names of interfaces than these, all of them are read at once. */
const mostNames = 8;

/** The fewest questions: a store looks through every interface for each. Routers of one make name theirs alike. */
function tagsToAsk(carried: readonly Carried[]): Record<string, string>[] {
  const kind = "device";
  const [only] = carried;
  if (carried.length === 1 && only !== undefined) return [{ kind, id: only.device, ifName: only.ifName }];
  const names = new Set(carried.map(({ ifName }) => ifName));
  return names.size > mostNames ? [{ kind }] : [...names].map((ifName) => ({ kind, ifName }));
}

type Latest = Readonly<Record<string, Series["samples"][number]>>;

const portKey = (device: string, ifName: string): string => `${device}\n${ifName}`;

/** The present share in use of each link that has a CIR and an interface, by the link's id. */
export async function utilisationsNow(
  store: SeriesStore,
  world: World,
  links: readonly Link[],
  nowMs: number,
): Promise<Map<string, Utilisation>> {
  const carried = new Map(
    links.flatMap((link) => {
      const found = carriedBy(world, link);
      return found === undefined ? [] : [[link.id, found] as const];
    }),
  );
  const fields = ["operStatus", "inBps", "outBps"];
  const ports = new Map<string, Record<string, Series["samples"][number]>>();
  for (const tags of tagsToAsk([...carried.values()])) {
    const found = await store.latest({ measurement: "interface", fields, tags }, nowMs - presentMs);
    for (const { field, tags: of, samples } of found) {
      const sample = samples.at(-1);
      const key = portKey(of["id"] ?? "", of["ifName"] ?? "");
      const port = ports.get(key) ?? {};
      if (sample !== undefined && sample.timeMs >= (port[field]?.timeMs ?? 0)) port[field] = sample;
      ports.set(key, port);
    }
  }
  const utilisations = new Map<string, Utilisation>();
  for (const [id, one] of carried) {
    const port = ports.get(portKey(one.device, one.ifName));
    if (port !== undefined) utilisations.set(id, utilisationOf(port, one));
  }
  return utilisations;
}

/** Rates of the newest reading alone: where that has none (a counter began anew), an older one must not stand in. */
function utilisationOf(port: Latest, carried: Carried): Utilisation {
  const atMs = Math.max(...Object.values(port).map(({ timeMs }) => timeMs));
  const rate = (field: string): number | null => {
    const sample = port[field];
    return sample?.timeMs === atMs && typeof sample.value === "number" ? sample.value : null;
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

/** The share of its traffic that counts as its busiest: one burst does not make a line full. */
const busiestShare = 0.95;

/**
 * The busiest either way over several periods, by the link's id: in each the 95th percentile of means of five minutes.
 * Links without a CIR, an interface or a reading are absent.
 */
export async function busiestRates(
  store: SeriesStore,
  world: World,
  links: readonly Link[],
  periods: readonly { fromMs: number; toMs: number }[],
): Promise<Map<string, number>> {
  const carried = links.flatMap((link) => {
    const found = carriedBy(world, link);
    return found === undefined ? [] : [{ id: link.id, ...found }];
  });
  const linkAt = new Map(carried.map(({ id, device, ifName }) => [portKey(device, ifName), id]));
  const busiest = new Map<string, number>();
  if (carried.length === 0) return busiest;
  for (const period of periods) {
    for (const tags of tagsToAsk(carried)) {
      const selector = { measurement: "interface", fields: ["inBps", "outBps"], tags };
      for (const series of await store.aggregate(selector, period, { stepMs, by: "mean" })) {
        const id = linkAt.get(portKey(series.tags["id"] ?? "", series.tags["ifName"] ?? ""));
        const rate = percentile(valuesOf([series], series.field), busiestShare);
        if (id !== undefined && rate !== undefined) busiest.set(id, Math.max(rate, busiest.get(id) ?? 0));
      }
    }
  }
  return busiest;
}

function percentile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];
}

function valuesOf(series: readonly Series[], field: string): number[] {
  return series
    .filter((one) => one.field === field)
    .flatMap(({ samples }) => samples.map(({ value }) => value))
    .filter((value) => typeof value === "number");
}

function busyOf(means: readonly number[], peaks: readonly number[], cirBps: number): Busy | null {
  const p95Bps = percentile(means, busiestShare);
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
