import {
  type aggregates,
  type Envelope,
  type rankings,
  type SeriesData,
  type seriesQuerySchema,
  seriesSchema,
} from "@haidang/contract/api.ts";
import {
  type Distribution,
  distributionSchema,
  type spreadMeasurements,
} from "@haidang/contract/distribution.ts";
import type { ObjectKind } from "@haidang/contract/object.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";
import { uptimeScope } from "./scope.ts";

export type SeriesQuery = Omit<
  z.input<typeof seriesQuerySchema>,
  "stepS" | "aggregate" | "points" | "top" | "by"
> & {
  stepS?: number;
  points?: number | undefined;
  aggregate?: (typeof aggregates)[number];
  top?: number | undefined;
  by?: (typeof rankings)[number] | undefined;
  /** Further tags that have to be equal. */
  tags: Readonly<Record<string, string>>;
};

export function readSeries(server: Server, { tags, ...query }: SeriesQuery): Promise<Envelope<SeriesData[]>> {
  const named = Object.fromEntries(Object.entries(tags).map(([name, value]) => [`tag.${name}`, value]));
  return ask(server, "query", z.array(seriesSchema), { query: { ...query, ...named } });
}

/** As `readSeries`; where an id has nothing to tell it may be a name, or nothing at all, which is said. */
export async function readNamed(server: Server, query: SeriesQuery): Promise<Envelope<SeriesData[]>> {
  const answer = await readSeries(server, query);
  if (query.id === undefined || query.kind === undefined) return answer;
  if (answer.data.some(({ points }) => points.length > 0)) return answer;
  const { id } = await uptimeScope(server, { kind: query.kind, id: query.id });
  return id === query.id ? answer : readSeries(server, { ...query, id });
}

export interface DistributionQuery {
  measurement: (typeof spreadMeasurements)[number];
  kind?: ObjectKind | undefined;
  id?: string | undefined;
  under?: string | undefined;
  carrier?: string | undefined;
  from: string;
  to: string;
  stepS?: number | undefined;
  points?: number | undefined;
}

export function readDistribution(server: Server, query: DistributionQuery): Promise<Envelope<Distribution>> {
  return ask(server, "query/distribution", distributionSchema, { query: { ...query } });
}
