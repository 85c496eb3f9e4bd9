import { HaidangError } from "@haidang/contract/error.ts";
import type { Bounds } from "../query/gather.ts";
import type { Matcher } from "../query/promql/ast.ts";
import { evaluate } from "../query/promql/evaluate.ts";
import type { Labels } from "../query/promql/labels.ts";
import { durationMs, parseQuery, parseSelector, refused } from "../query/promql/parse.ts";
import { metadata, readLabels } from "../query/promql/source.ts";
import type { Grid, Value, Values } from "../query/promql/value.ts";
import { type Call, type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
import type { Services } from "./services.ts";

const root = "/prometheus/api/v1";
/** Samples one query may read. */
const mostSamples = 1_000_000;
const patienceMs = 20_000;
/** Series one list of labels may be made of. */
const mostSeries = 100_000;
/** Labels are those of series heard of so lately when nobody says since when, ms. */
const labelsSinceMs = 3_600_000;

/** The part of Prometheus' HTTP API that Grafana's data source asks. */
export function prometheusRoutes(app: Services): Route[] {
  const answer = (
    url: string,
    summary: string,
    data: (seen: Services, question: Question) => unknown,
  ): Route[] =>
    (["GET", "POST"] as const).map((method) =>
      route({
        method,
        url: `${root}/${url}`,
        summary,
        access: "read",
        errorForm: "prometheus",
        anyBody: true,
        async handle(call) {
          const seen = seenBy(app, call.sight);
          await call.reply.send({ status: "success", data: await data(seen, questionOf(call)) });
        },
      }),
    );
  return [
    ...answer("query", "A PromQL query at one instant.", atInstant),
    ...answer("query_range", "A PromQL query over time.", overRange),
    ...answer("series", "Labels of the series that match[] means.", seriesOf),
    ...answer("labels", "Names of labels.", async (seen, question) => {
      const all = await seriesOf(seen, question);
      return [...new Set(all.flatMap((labels) => Object.keys(labels)))].toSorted();
    }),
    ...answer("label/:name/values", "Values of one label.", async (seen, question) => {
      const name = question.call.params["name"] ?? "";
      const all = await seriesOf(seen, question);
      return [...new Set(all.flatMap((labels) => labels[name] ?? []))].toSorted();
    }),
    ...answer("metadata", "What is known of our own metrics.", () =>
      Object.fromEntries(
        Object.entries(metadata()).map(([name, { type, unit }]) => [name, [{ type, unit, help: "" }]]),
      ),
    ),
    ...answer("status/buildinfo", "Whose API this is.", () => ({
      ...{ version: "2.40.0", revision: "haidang", branch: "", buildUser: "", buildDate: "", goVersion: "" },
      application: "haidang",
    })),
  ];
}

interface Question {
  call: Call<unknown, unknown>;
  params: URLSearchParams;
}

/** Parameters stand in the URL, and in the body of a form. */
function questionOf(call: Call<unknown, unknown>): Question {
  const { request } = call;
  const at = request.url.indexOf("?");
  const params = new URLSearchParams(at < 0 ? "" : request.url.slice(at + 1));
  const form = request.body instanceof Buffer ? request.body.toString("utf8") : "";
  for (const [name, value] of new URLSearchParams(form)) params.append(name, value);
  return { call, params };
}

function boundsOf(samples: number): Bounds {
  const endMs = performance.now() + patienceMs;
  return { samples, isOver: () => performance.now() > endMs };
}

async function atInstant(app: Services, { params, call }: Question): Promise<unknown> {
  const atMs = instant(params, "time", call.nowMs);
  const value = await work(app, params, call.nowMs, { startMs: atMs, endMs: atMs, stepMs: 1 });
  const atS = atMs / 1000;
  if (value.kind === "scalar")
    return { resultType: "scalar", result: [atS, written(value.values[0] ?? Number.NaN)] };
  const result = value.series.flatMap(({ labels, values: [first] }) =>
    first === undefined ? [] : [{ metric: labels, value: [atS, written(first)] }],
  );
  return { resultType: "vector", result };
}

async function overRange(app: Services, { params, call }: Question): Promise<unknown> {
  const grid: Grid = {
    startMs: instant(params, "start", undefined),
    endMs: instant(params, "end", undefined),
    stepMs: step(params),
  };
  if (grid.endMs < grid.startMs) throw refused("the end lies before the start");
  const value = await work(app, params, call.nowMs, grid);
  const pairs = (values: Values) =>
    values.flatMap(
      (one, at): Array<[number, string]> =>
        one === undefined ? [] : [[(grid.startMs + at * grid.stepMs) / 1000, written(one)]],
    );
  const series = value.kind === "scalar" ? [{ labels: {}, values: value.values }] : value.series;
  const result = series
    .map(({ labels, values }) => ({ metric: labels, values: pairs(values) }))
    .filter(({ values }) => values.length > 0);
  return { resultType: "matrix", result };
}

function work(app: Services, params: URLSearchParams, nowMs: number, grid: Grid): Promise<Value> {
  const expression = parseQuery(needed(params, "query"));
  return evaluate({ store: app.series, grid, bounds: boundsOf(mostSamples), nowMs }, expression);
}

/** Labels of the series one of the `match[]` means, or of all. */
async function seriesOf(app: Services, { params, call }: Question): Promise<Labels[]> {
  const sinceMs = instant(params, "start", call.nowMs - labelsSinceMs);
  const given = params.getAll("match[]");
  const asked: Array<readonly Matcher[]> =
    given.length === 0 ? [[]] : given.map((text) => parseSelector(text).matchers);
  if (asked.length > 20) throw refused("no more than 20 match[] are taken");
  const bounds = boundsOf(mostSeries);
  const found = new Map<string, Labels>();
  for (const matchers of asked) {
    for (const labels of await readLabels(app.series, matchers, sinceMs, bounds))
      found.set(JSON.stringify(labels), labels);
  }
  if (bounds.isOver() || found.size > mostSeries) {
    throw refused("that means too many series: give a match[] that means fewer");
  }
  return [...found.values()];
}

function needed(params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (value !== null && value !== "") return value;
  throw new HaidangError("usage", `the parameter ${name} is missing`);
}

/** Seconds since the epoch, or RFC 3339; ms. */
function instant(params: URLSearchParams, name: string, fallback: number | undefined): number {
  const text = params.get(name);
  if (text === null && fallback !== undefined) return fallback;
  const given = text ?? needed(params, name);
  const ms = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(given)
    ? Math.round(Number(given) * 1000)
    : /^\d{4}-\d{2}-\d{2}T/.test(given)
      ? Date.parse(given)
      : Number.NaN;
  if (Number.isFinite(ms) && Math.abs(ms) < 8e15) return ms;
  throw refused(`${name} ${JSON.stringify(given.slice(0, 60))} is not a time`);
}

/** Seconds, or a duration; ms. */
function step(params: URLSearchParams): number {
  const text = needed(params, "step");
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : durationMs(text);
  if (ms !== undefined && ms >= 1 && ms < 8e15) return ms;
  throw refused(`step ${JSON.stringify(text.slice(0, 60))} is not a length of time`);
}

/** A number as Prometheus writes it. */
function written(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}
