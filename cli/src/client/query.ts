import {
  type aggregates,
  type Envelope,
  type SeriesData,
  type seriesQuerySchema,
  seriesSchema,
} from "@haidang/contract/api.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

export type SeriesQuery = Omit<z.input<typeof seriesQuerySchema>, "stepS" | "aggregate"> & {
  stepS?: number;
  aggregate?: (typeof aggregates)[number];
  /** Further tags that have to be equal. */
  tags: Readonly<Record<string, string>>;
};

export function readSeries(server: Server, { tags, ...query }: SeriesQuery): Promise<Envelope<SeriesData[]>> {
  const named = Object.fromEntries(Object.entries(tags).map(([name, value]) => [`tag.${name}`, value]));
  return ask(server, "query", z.array(seriesSchema), { query: { ...query, ...named } });
}
