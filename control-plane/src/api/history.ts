import { seriesQuerySchema, seriesSchema, uptimeQuerySchema, uptimeSchema } from "@haidang/contract/api.ts";
import { z } from "zod";
import { readPeriod } from "../query/period.ts";
import { readSeries } from "../query/series.ts";
import { past, uptimeOf } from "../query/uptime.ts";
import type { Period } from "../state/timeline.ts";
import { type Route, route } from "./route.ts";
import { Answer } from "./server.ts";
import type { Services } from "./services.ts";

/** `tag.ifName=eth0` beside the named parameters. */
const anyTagSchema = seriesQuerySchema.catchall(z.string().max(300)).transform((query, context) => {
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    if (name in seriesQuerySchema.shape) continue;
    const [, tag] = /^tag\.([A-Za-z]\w{0,60})(?!\n)$/.exec(name) ?? [];
    if (tag === undefined)
      context.addIssue({ code: "custom", message: `unknown parameter ${JSON.stringify(name)}` });
    else tags[tag] = String(value);
  }
  return { ...seriesQuerySchema.parse(pick(query)), tags };
});

function pick(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => name in seriesQuerySchema.shape));
}

/** What was: uptime from the ledger, measurements from the series store. */
export function historyRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/uptime",
      summary: "Uptime of objects over a period, from the ledger.",
      access: "admin",
      query: uptimeQuerySchema,
      response: uptimeSchema,
      handle({ query: { from, to, ...filter }, nowMs }) {
        const period = past(readPeriod(from, to), nowMs);
        return new Answer(uptimeOf(app, filter, period, nowMs), meta(period));
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/query",
      summary: "Measurements over a period, raw or in steps.",
      access: "admin",
      query: anyTagSchema,
      response: z.array(seriesSchema),
      async handle({ query: { measurement, field, kind, id, from, to, stepS, aggregate, tags } }) {
        const period = readPeriod(from, to);
        const data = await readSeries(app.series, {
          measurement,
          fields: field?.split(","),
          tags: { ...tags, ...(kind === undefined ? {} : { kind }), ...(id === undefined ? {} : { id }) },
          period,
          step: stepS === undefined ? undefined : { stepMs: stepS * 1000, by: aggregate },
        });
        return new Answer(data, meta(period));
      },
    }),
  ];
}

function meta({ fromMs, toMs }: Period): Record<string, string> {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
