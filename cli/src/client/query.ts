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
