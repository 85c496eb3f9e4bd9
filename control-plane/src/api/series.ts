import { seriesQuerySchema, seriesSchema } from "@haidang/contract/api.ts";
import { distributionQuerySchema, distributionSchema } from "@haidang/contract/distribution.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { readDistribution } from "../query/distribution.ts";
import { type Bounds, samplesLimit } from "../query/gather.ts";
import { readPeriod } from "../query/period.ts";
import { readLatest, readSeries, readTop } from "../query/series.ts";
import { chooseStep } from "../query/step.ts";
import { select } from "../query/uptime.ts";
import type { Period } from "../state/timeline.ts";
import { type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
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

/** Time one question may take, ms. */
const patienceMs = 20_000;

function bounds(): Bounds {
  const endMs = performance.now() + patienceMs;
  return { samples: samplesLimit, isOver: () => performance.now() > endMs };
}

/** Objects a question is narrowed to, `kind/id`; undefined when it is not. */
function objectsOf(
  app: Services,
  { under, carrier }: { under?: string | undefined; carrier?: string | undefined },
): ReadonlySet<string> | undefined {
  if (under === undefined && carrier === undefined) return undefined;
  return new Set(select(app.world(), { under, carrier }).map(({ key }) => key));
}

async function answerSeries(
  app: Services,
  query: z.output<typeof anyTagSchema>,
  nowMs: number,
): Promise<Answer> {
  const { measurement, field, kind, id, aggregate, tags, points, top, by } = query;
  if (query.stepS !== undefined && points !== undefined) {
    throw new HaidangError("usage", "stepS and points exclude each other", { hint: "give one of them" });
  }
  const period = readPeriod(query.from, query.to);
  const stepMs =
    points === undefined ? (query.stepS ?? 0) * 1000 : chooseStep(period, points, app.series.tiers, nowMs);
  const question = {
    measurement,
    fields: field?.split(","),
    tags: { ...tags, ...(kind === undefined ? {} : { kind }), ...(id === undefined ? {} : { id }) },
    objects: objectsOf(app, query),
    period,
    step: stepMs === 0 ? undefined : { stepMs, by: aggregate },
  };
  const answer = { ...meta(period), ...(stepMs === 0 ? {} : { stepS: stepMs / 1000 }) };
  if (query.latest !== undefined) {
    return new Answer(await readLatest(app.series, question, bounds()), meta(period));
  }
  const data =
    top === undefined
      ? await readSeries(app.series, question, bounds())
      : await readTop(app.series, question, { top, by }, bounds());
  return new Answer(data, answer);
}

async function answerDistribution(
  app: Services,
  query: z.output<typeof distributionQuerySchema>,
  nowMs: number,
): Promise<Answer> {
  const { measurement, kind, id, points, stepS } = query;
  const period = readPeriod(query.from, query.to);
  const stepMs = stepS === undefined ? chooseStep(period, points, app.series.tiers, nowMs) : stepS * 1000;
  const question = {
    measurement,
    tags: { ...(kind === undefined ? {} : { kind }), ...(id === undefined ? {} : { id }) },
    objects: objectsOf(app, query),
    period,
    stepMs,
  };
  const data = await readDistribution(app.series, question, bounds());
  return new Answer(data, { ...meta(period), stepS: stepMs / 1000 });
}

/** What was measured, from the series store. */
export function seriesRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/query",
      summary:
        "Measurements over a period: raw, in steps, the newest of each series, or the greatest series.",
      access: "read",
      query: anyTagSchema,
      response: z.array(seriesSchema),
      handle: ({ query, nowMs, sight }) => answerSeries(seenBy(app, sight), query, nowMs),
    }),
    route({
      method: "GET",
      url: "/api/v1/query/distribution",
      summary: "Round-trip times over time as quantiles, of one object or of a group as one.",
      access: "read",
      query: distributionQuerySchema,
      response: distributionSchema,
      handle: ({ query, nowMs, sight }) => answerDistribution(seenBy(app, sight), query, nowMs),
    }),
  ];
}

function meta({ fromMs, toMs }: Period): { from: string; to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
