import { HaidangError } from "@haidang/contract/error.ts";
import type { LineFault, Precision } from "@haidang/contract/line-protocol.ts";
import { z } from "zod";
import { decodeBody } from "../ingest/decode.ts";
import { createForeignWriter, type ForeignWriter } from "../ingest/influx.ts";
import type { ErrorForm } from "./error-form.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** What clients that look for a version are told: the last 1.x API is what we speak, and not all of it. */
const influxVersion = "1.8.0-haidang";
const named = z.string().max(200).optional();

/** `db`, `rp` and `consistency` are taken and mean nothing: there is one store, and it always syncs. */
const write1QuerySchema = z.object({
  db: named,
  rp: named,
  consistency: named,
  u: named,
  p: named,
  precision: z.enum(["n", "ns", "u", "us", "ms", "s", "m", "h"]).default("ns"),
});
const write2QuerySchema = z.object({
  org: named,
  orgID: named,
  bucket: named,
  precision: z.enum(["ns", "us", "u", "ms", "s"]).default("ns"),
});
const ask1QuerySchema = z.object({ q: z.string().max(10_000).optional(), db: named, u: named, p: named });
const pingQuerySchema = z.object({ verbose: z.string().optional() });

/** The doors of InfluxDB, so that Telegraf and whatever else writes to it can write to us. */
export function influxRoutes(app: Services): Route[] {
  const write = createForeignWriter(app.series);
  return [
    route({
      method: "POST",
      url: "/write",
      summary:
        "Measurements of others as InfluxDB 1.x takes them; 204 when all are durable, 400 names lines that are not.",
      access: "ingest",
      errorForm: "influxdb1",
      anyBody: true,
      query: write1QuerySchema,
      handle: (call) => take(app, call, { precision: call.query.precision, form: "influxdb1", write }),
    }),
    route({
      method: "POST",
      url: "/api/v2/write",
      summary:
        "Measurements of others as InfluxDB 2.x takes them; 204 when all are durable, 400 names lines that are not.",
      access: "ingest",
      errorForm: "influxdb2",
      anyBody: true,
      query: write2QuerySchema,
      handle: (call) => take(app, call, { precision: call.query.precision, form: "influxdb2", write }),
    }),
    ...(["GET", "POST"] as const).map((method) =>
      route({
        method,
        url: "/query",
        summary: "Answers CREATE DATABASE, which Telegraf sends before it writes; nothing else.",
        access: "ingest",
        errorForm: "influxdb1",
        anyBody: true,
        query: ask1QuerySchema,
        handle: answerStatement,
      }),
    ),
    route({
      method: "GET",
      url: "/ping",
      summary: "204, as InfluxDB answers it.",
      access: "anyone",
      query: pingQuerySchema,
      async handle({ query, reply }) {
        reply.header("x-influxdb-version", influxVersion).header("x-influxdb-build", "Haidang");
        const { verbose } = query;
        if (verbose === undefined || verbose === "0" || verbose === "false") await reply.status(204).send();
        else await reply.send({ version: influxVersion });
      },
    }),
    route({
      method: "GET",
      url: "/health",
      summary: "Whether measurements can be written, as InfluxDB 2.x tells it.",
      access: "anyone",
      errorForm: "influxdb2",
      async handle({ reply }) {
        const fault = await faultOf(app);
        await reply.status(fault === undefined ? 200 : 503).send({
          name: "haidang",
          status: fault === undefined ? "pass" : "fail",
          message: fault ?? "ready to take measurements",
          version: influxVersion,
          checks: [],
        });
      },
    }),
  ];
}

async function faultOf(app: Services): Promise<string | undefined> {
  try {
    await app.series.ping();
    return undefined;
  } catch (error) {
    if (error instanceof HaidangError) return error.message;
    throw error;
  }
}

async function take(
  app: Services,
  { request, reply, nowMs }: Call<unknown, unknown>,
  { precision, form, write }: { precision: Precision; form: ErrorForm; write: ForeignWriter },
): Promise<void> {
  const done = app.metrics.ingestSeconds.startTimer();
  try {
    const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
    const text = await decodeBody(body, {
      encoding: request.headers["content-encoding"],
      crc: undefined,
    });
    const { stored, faults } = await write(text, { precision, nowMs });
    app.metrics.pointsStored.inc(stored);
    if (faults.length > 0) throw partialWrite(faults, stored, form);
    await reply.status(204).send();
  } catch (error) {
    app.metrics.batchesRefused.inc({ code: error instanceof HaidangError ? error.code : "internal" });
    throw error;
  } finally {
    done();
  }
}

/** InfluxDB's own words come first: by them Telegraf knows that the rest of the batch is stored. */
function partialWrite(faults: readonly LineFault[], stored: number, form: ErrorForm): HaidangError {
  const [first] = faults;
  const others = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  const said = `line ${first?.line}: ${first?.message}${others}; dropped=${faults.length} stored=${stored}`;
  return new HaidangError("lines_invalid", form === "influxdb1" ? `partial write: ${said}` : said, {
    details: { lines: faults.map(({ line }) => line), faults, stored },
  });
}

/** There is one store, so that a database to be made is always there already. */
async function answerStatement({ query, request, reply }: Call<z.output<typeof ask1QuerySchema>, unknown>) {
  const form =
    request.body instanceof Buffer ? new URLSearchParams(request.body.toString("utf8")) : undefined;
  const statement = (query.q ?? form?.get("q") ?? "").trim();
  if (/^create\s+database\s/i.test(statement)) {
    await reply.send({ results: [{ statement_id: 0 }] });
    return;
  }
  throw new HaidangError("usage", "of InfluxQL only CREATE DATABASE is answered here", {
    hint: "measurements are read from /api/v1/query, or as Prometheus does from /prometheus/api/v1/query",
  });
}
