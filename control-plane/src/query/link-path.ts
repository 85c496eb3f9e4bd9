import { listHops, pathChanges, pathHops } from "@haidang/contract/path.ts";
import type { LinkPath } from "@haidang/contract/row.ts";
import type { Series, SeriesStore } from "../store/series.ts";

const weekMs = 7 * 24 * 3_600_000;
const mostChanges = 50;

/** The last path of a link and how it changed; undefined when none was traced within a week. */
export async function linkPath(store: SeriesStore, id: string, nowMs: number): Promise<LinkPath | undefined> {
  const tags = { kind: "link", id };
  const found = await store.range(
    { measurement: "path", fields: ["hops"], tags },
    {
      fromMs: nowMs - weekMs,
      toMs: nowMs + 1,
    },
  );
  const runs = newestAgent(found).map(({ timeMs, value }) => ({ timeMs, path: String(value) }));
  const last = runs.at(-1);
  if (last === undefined) return undefined;
  const at = async (measurement: string) =>
    (await store.latest({ measurement, tags }, last.timeMs)).flatMap((series) => {
      const value = series.samples.find(({ timeMs }) => timeMs === last.timeMs)?.value;
      return value === undefined ? [] : [{ ...series, value }];
    });
  const [whole, each] = await Promise.all([at("path"), at("pathHop")]);
  const pmtu = whole.find(({ field }) => field === "pmtuBytes")?.value;
  const rtts = new Map(
    each.filter(({ field }) => field === "rttMs").map(({ tags: { hop = "" }, value }) => [hop, value]),
  );
  const reached = whole.some(({ field, value }) => field === "reached" && value === true);
  return {
    atMs: last.timeMs,
    reached,
    hops: listHops(last.path, rtts),
    ...(typeof pmtu === "number" ? { pmtuBytes: pmtu } : {}),
    changes: pathChanges(runs)
      .toReversed()
      .slice(0, mostChanges)
      .map(({ atMs, from, to }) => ({ atMs, from: pathHops(from), to: pathHops(to) })),
  };
}

/** Another agent goes another way: only the one that traced last is told of. */
function newestAgent(found: readonly Series[]): Series["samples"] {
  const [newest] = found.toSorted(
    (a, b) => (b.samples.at(-1)?.timeMs ?? 0) - (a.samples.at(-1)?.timeMs ?? 0),
  );
  return newest?.samples ?? [];
}
