import type { ReportKind } from "@haidang/contract/agreement.ts";
import type { ObjectKey, ObjectKind } from "@haidang/contract/object.ts";
import { unitKinds } from "@haidang/contract/object.ts";
import type { ReportContent, ReportRow } from "@haidang/contract/report.ts";
import { defaultUptimeOptions, type UptimeGroup } from "@haidang/contract/uptime.ts";
import type { Sight } from "../inventory/sight.ts";
import { seenWorld } from "../inventory/sight.ts";
import type { World } from "../inventory/world.ts";
import { uptimeGroups } from "../query/groups.ts";
import { readInstant } from "../query/period.ts";
import { openStretches, type TreeSource } from "../query/tree.ts";
import { matching, past, requireUnit, rowOf, type UptimeFilter } from "../query/uptime.ts";
import type { Period } from "../state/timeline.ts";
import { contractRows, covers } from "./contract.ts";
import { exclusionsOf } from "./exclusion.ts";
import { type HeldStretch, holdStretch } from "./held.ts";
import { downTimes, judgeOutages, type Link, type OutageSources, placeOf } from "./outage.ts";

export type ReportSources = TreeSource & Pick<OutageSources, "investigator">;

/** Who asks, and what he may see of incidents. */
export interface Reader extends Pick<OutageSources, "see"> {
  sight: Sight;
}

export interface Question {
  kind: ReportKind;
  period: Period;
  filter: ReportContent["filter"];
  /** As it was known then; undefined for as it is known now. */
  knownMs: number | undefined;
}

/** What a report says. Throws `not_found` for a unit that is not there. */
export async function makeContent(
  sources: ReportSources,
  { kind, period: asked, filter, knownMs }: Question,
  { sight, see }: Reader,
  nowMs: number,
): Promise<ReportContent> {
  const thenMs = knownMs ?? nowMs;
  const period = past(asked, thenMs);
  const { asOf } = filter;
  const treeAsOf = asOf === undefined ? null : new Date(readInstant(asOf, "asOf")).toISOString();
  const options = { ...defaultUptimeOptions, treeAsOf };
  const stretches = openStretches(sources, period, { nowMs: thenMs, knownMs }, options).map((stretch) => {
    const seen = seenWorld(stretch.world, sight);
    requireUnit([seen], filter.under);
    return holdStretch({ ...stretch, world: withCircuit(seen, filter.circuit) });
  });
  const [stretch] = stretches;
  const { circuit: _, link, asOf: _day, ...others } = filter;
  const wanted: UptimeFilter & { kind: ObjectKind } = { ...others, id: link, kind: "link" };
  const links = (stretch === undefined ? [] : matching(stretch.world, wanted)).filter(
    (object): object is Link => object.kind === "link",
  );
  const keys = new Set<ObjectKey>(links.map(({ key }) => key));
  if (stretch === undefined) return nothing({ kind, period, filter });
  await stretch.read([...keys], () => undefined);
  const { world } = stretch;
  const { records, investigator } = sources;
  const rows = links.map((link) => rowWith(link, stretch));
  const inventory = records.inventory.at(thenMs) ?? records.inventory.current();
  const contracts = (inventory?.inventory.contracts ?? []).filter(
    ({ carrier }) => filter.carrier === undefined || carrier === filter.carrier,
  );
  // whose an outage is matters to an SLA report where a contract counts by it
  const judgedLinks =
    kind === "sla" ? links.filter((_, at) => contracts.some((one) => covers(one, rows[at]))) : links;
  const downs = judgedLinks.flatMap((link) => {
    const told = stretch.told.get(link.key);
    return told === undefined ? [] : downTimes(link, told, period);
  });
  const seesAll = sight.unit === null;
  const judged = await judgeOutages(downs, world, { records, investigator, see, seesAll }, nowMs);
  const outages = judged.toSorted((a, b) => a.fromMs - b.fromMs || (a.object.id < b.object.id ? -1 : 1));
  const [whole = null] = await uptimeGroups(stretches, "province", wanted, defaultUptimeOptions);
  const underName = filter.under === undefined ? undefined : world.objects.get(`unit/${filter.under}`)?.name;
  return {
    kind,
    ...period,
    filter,
    ...(underName === undefined ? {} : { underName }),
    whole,
    groups: await groupsOf(kind, stretches, wanted, world),
    rows: kind === "outages" ? [] : rows,
    contracts: contractRows(contracts, rows, outages, period),
    // an SLA report gives figures; the outages behind them are a report of their own
    outages: kind === "sla" ? [] : outages,
    exclusions: exclusionsOf(records, world, { keys, period, knownMs: thenMs }, outages),
  };
}

function nothing(of: Pick<ReportContent, "kind" | "filter"> & { period: Period }): ReportContent {
  const { kind, filter, period } = of;
  const none = { whole: null, groups: [], rows: [], contracts: [], outages: [], exclusions: [] };
  return { kind, ...period, filter, ...none };
}

/** The world without links of other circuits; what they belong to stays. */
function withCircuit(world: World, circuit: string | undefined): World {
  if (circuit === undefined) return world;
  const objects = new Map(
    [...world.objects].filter(([, object]) => object.kind !== "link" || object.item.circuit === circuit),
  );
  return { ...world, objects };
}

function rowWith(link: Link, { told, world }: HeldStretch): ReportRow {
  const part = told.get(link.key);
  const row = rowOf({ object: link, parts: part === undefined ? [] : [part] }, defaultUptimeOptions);
  return { ...row, ...placeOf(link, world) };
}

async function groupsOf(
  kind: ReportKind,
  stretches: readonly HeldStretch[],
  wanted: UptimeFilter,
  world: World,
): Promise<ReportContent["groups"]> {
  if (kind === "outages") return [];
  const by = async (grouping: "area" | "carrier") => ({
    by: grouping,
    rows: await uptimeGroups(stretches, grouping, wanted, defaultUptimeOptions),
  });
  const carriers = await by("carrier");
  if (kind === "carrier") return [carriers];
  const levels: UptimeGroup[] = [];
  for (const level of unitKinds) {
    if (wanted.level !== undefined && wanted.level !== level) continue;
    if (matching(world, { ...wanted, level }).length === 0) continue;
    const [row] = await uptimeGroups(stretches, "province", { ...wanted, level }, defaultUptimeOptions);
    if (row !== undefined) levels.push({ ...row, id: level, name: level });
  }
  return [{ by: "level", rows: levels }, await by("area"), carriers];
}
