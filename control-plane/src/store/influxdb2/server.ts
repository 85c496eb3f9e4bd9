import { HaidangError } from "@haidang/contract/error.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { IResponse } from "influx";
import { conflictSaid } from "../field-type.ts";
import { answerFault, ask, gzipBody, type StoreServer } from "../http.ts";
import { readError } from "../influxdb1/server.ts";

export interface Influxdb2Server extends StoreServer {
  /** Origin and path it lives under. */
  url: URL;
  org: string;
  bucket: string;
}

const pointsAtOnce = 5_000;

export function under({ url }: Influxdb2Server, path: string): URL {
  return new URL(`${url.href.replace(/\/$/, "")}/${path}`);
}

/** `/api/v2/write`, one acknowledged request a batch. Whoever sent the points sends them again when this rejects. */
export async function writePoints(server: Influxdb2Server, points: readonly Point[]): Promise<void> {
  const url = under(server, "api/v2/write");
  url.search = new URLSearchParams({ org: server.org, bucket: server.bucket, precision: "ms" }).toString();
  for (let from = 0; from < points.length; from += pointsAtOnce) {
    const lines = encodePoints(points.slice(from, from + pointsAtOnce));
    if (lines === "") continue;
    const headers = { "content-encoding": "gzip", "content-type": "text/plain; charset=utf-8" };
    const answer = await ask(server, { url, method: "POST", body: await gzipBody(lines), headers });
    if (answer.status === 200 || answer.status === 204) continue;
    const said = readError(answer.text);
    const conflict = conflictSaid(said);
    if (conflict !== undefined) throw conflict;
    if (/points beyond retention policy|outside retention/.test(said)) continue;
    if (answer.status === 400 || answer.status === 422) {
      throw new HaidangError("lines_invalid", `InfluxDB refused the lines: ${deviceText(said, 300)}`);
    }
    throw answerFault(server, url, { ...answer, text: said });
  }
}

/** InfluxQL by `/query`, where the bucket is the database. */
export async function queryInfluxql(server: Influxdb2Server, text: string): Promise<IResponse> {
  const url = under(server, "query");
  url.search = new URLSearchParams({ db: server.bucket, epoch: "ms" }).toString();
  const answer = await ask(server, { url, method: "POST", body: new URLSearchParams({ q: text }) });
  if (answer.status !== 200) throw answerFault(server, url, { ...answer, text: readError(answer.text) });
  let parsed: IResponse | undefined;
  try {
    parsed = JSON.parse(answer.text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!Array.isArray(parsed?.results)) {
    throw answerFault(server, url, { ...answer, text: "its answer is none of InfluxDB's" });
  }
  const failed = parsed.results.find((result) => result.error !== undefined)?.error;
  if (failed !== undefined) throw answerFault(server, url, { ...answer, text: failed });
  return parsed;
}

/** Deletes what suits the predicate (all, when it is empty) between two instants. */
export async function deleteBetween(
  server: Influxdb2Server,
  body: { start: string; stop: string; predicate?: string },
  timeoutMs: number,
): Promise<void> {
  const url = under(server, "api/v2/delete");
  url.search = new URLSearchParams({ org: server.org, bucket: server.bucket }).toString();
  const headers = { "content-type": "application/json" };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const answer = await ask(server, { url, method: "POST", body: bytes, headers, timeoutMs });
  if (answer.status !== 204) throw answerFault(server, url, { ...answer, text: readError(answer.text) });
}

/** The version a server tells, by header or in words; undefined when it keeps it to itself. */
export async function serverVersion(server: Influxdb2Server): Promise<string | undefined> {
  const url = under(server, "ping");
  const ping = await ask(server, { url });
  if (ping.status >= 500) throw answerFault(server, url, ping);
  const told = ping.headers.get("x-influxdb-version");
  const version = told ?? /"version": ?"([^"]{1,40})"/.exec(ping.text)?.[1];
  return version === undefined ? undefined : deviceText(version, 40).replace(/^v/, "");
}
