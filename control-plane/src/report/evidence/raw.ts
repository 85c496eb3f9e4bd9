import type { Point } from "@haidang/contract/point.ts";
import type { Period } from "../../state/timeline.ts";
import type { SeriesStore } from "../../store/series.ts";

/** Around an outage, so that its beginning and its end are seen. */
export const marginMs = 10 * 60_000;

/** Results of all checks of a link as they came in, within a stretch; undefined where they are not kept from end to end. */
export async function rawResults(
  series: Pick<SeriesStore, "range">,
  link: string,
  { fromMs, toMs }: Period,
): Promise<Point[] | undefined> {
  const found = await series.range(
    { measurement: "check", tags: { kind: "link", id: link } },
    { fromMs, toMs },
  );
  const points = new Map<string, Point>();
  for (const { measurement, tags, field, samples } of found) {
    for (const { timeMs, value } of samples) {
      const key = `${timeMs} ${JSON.stringify(tags)}`;
      const point = points.get(key) ?? { measurement, tags, fields: {}, timeMs };
      points.set(key, { ...point, fields: { ...point.fields, [field]: value } });
    }
  }
  const all = [...points.values()].toSorted((a, b) => a.timeMs - b.timeMs);
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const isWhole = first.timeMs < fromMs + marginMs && last.timeMs >= toMs - marginMs;
  return isWhole ? all : undefined;
}

/** How far an agent's clock was off. */
export interface ClockRow {
  agent: string;
  leastMs: number;
  mostMs: number;
}

export async function clocksOf(
  series: Pick<SeriesStore, "aggregate">,
  agents: readonly string[],
  { fromMs, toMs }: Period,
): Promise<ClockRow[]> {
  const extreme = async (agent: string, by: "min" | "max"): Promise<number | undefined> => {
    const selector = { measurement: "agent", fields: ["clockOffsetMs"], tags: { agent } };
    const found = await series.aggregate(selector, { fromMs, toMs }, { stepMs: 3_600_000, by });
    const values = found
      .flatMap(({ samples }) => samples.map(({ value }) => value))
      .filter((one) => typeof one === "number");
    return values.length === 0 ? undefined : by === "min" ? Math.min(...values) : Math.max(...values);
  };
  const rows: ClockRow[] = [];
  for (const agent of agents) {
    const leastMs = await extreme(agent, "min");
    const mostMs = await extreme(agent, "max");
    if (leastMs !== undefined && mostMs !== undefined) rows.push({ agent, leastMs, mostMs });
  }
  return rows;
}
