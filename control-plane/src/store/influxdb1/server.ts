import { HaidangError } from "@haidang/contract/error.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { conflictSaid } from "../field-type.ts";
import { gzipBody } from "../http.ts";

export interface Influxdb1Server {
  /** Origin and path it lives under, e.g. `http://127.0.0.1:8086`. */
  url: URL;
  database: string;
  username: string;
  password: string;
  timeoutMs: number;
}

/** Points in one request: a few hundred KiB, well below the server's `max-body-size`. */
const pointsAtOnce = 5_000;

/** Resolves when the server has every point in its write-ahead log (its `wal-fsync-delay` being 0, as it is unless changed). */
export async function writePoints(
  server: Influxdb1Server,
  points: readonly Point[],
  place: { database: string; policy?: string } = server,
): Promise<void> {
  for (let from = 0; from < points.length; from += pointsAtOnce) {
    const body = encodePoints(points.slice(from, from + pointsAtOnce));
    if (body !== "") await postLines(server, body, place);
  }
}

async function postLines(
  server: Influxdb1Server,
  body: string,
  { database, policy }: { database: string; policy?: string },
): Promise<void> {
  const target = new URL(`${server.url.href.replace(/\/$/, "")}/write`);
  target.search = new URLSearchParams({ db: database, precision: "ms" }).toString();
  if (policy !== undefined) target.searchParams.set("rp", policy);
  const credentials = Buffer.from(`${server.username}:${server.password}`).toString("base64");
  let status: number;
  let said: string;
  try {
    const response = await fetch(target, {
      method: "POST",
      body: new Uint8Array(await gzipBody(body)),
      headers: {
        "content-encoding": "gzip",
        ...(server.username === "" ? {} : { authorization: `Basic ${credentials}` }),
      },
      redirect: "error",
      signal: AbortSignal.timeout(server.timeoutMs),
    });
    status = response.status;
    said = await response.text();
  } catch (error) {
    throw silentFault(server, error);
  }
  if (status === 200 || status === 204) return;
  const fault = refusalFault(server, status, said);
  if (fault !== undefined) throw fault;
}

/** No answer: refused, cut, too late. */
export function silentFault(server: Influxdb1Server, error: unknown): HaidangError {
  const timedOut = error instanceof Error && error.name === "TimeoutError";
  const why = timedOut ? `no answer within ${server.timeoutMs} ms` : causeOf(error);
  return new HaidangError("store_unavailable", `InfluxDB at ${server.url.origin} does not answer: ${why}`, {
    hint: "See that it runs and that this machine reaches it. Agents keep their data and try again.",
    cause: error,
  });
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return deviceText(String(error));
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return deviceText(code ?? (error.message || error.name));
}

/** What a refusal means, or undefined when what it dropped is older than retention keeps anyway. */
export function refusalFault(
  server: Influxdb1Server,
  status: number,
  body: string,
): HaidangError | undefined {
  const said = readError(body);
  const conflict = conflictSaid(said);
  if (conflict !== undefined) return conflict;
  if (/points beyond retention policy/.test(said)) return undefined;
  if (/max-series-per-database|max-values-per-tag/.test(said)) {
    return new HaidangError("too_many_series", `InfluxDB takes no more series: ${deviceText(said)}`, {
      hint: "A tag probably holds something that changes all the time; else raise that limit in its configuration.",
    });
  }
  if (status === 401 || status === 403) return credentialFault(server, said);
  if (status === 400) {
    return new HaidangError("lines_invalid", `InfluxDB refused the lines: ${deviceText(said)}`);
  }
  const answer = `InfluxDB at ${server.url.origin} answered ${status}: ${deviceText(said)}`;
  const hint =
    status === 404
      ? `Its database ${server.database} is gone: restart the control plane to make it again.`
      : "See its own log. Agents keep their data and try again.";
  return new HaidangError("store_unavailable", answer, { hint });
}

export function credentialFault(server: Influxdb1Server, said: string): HaidangError {
  const message = `InfluxDB at ${server.url.origin} refused the user name or password: ${deviceText(said)}`;
  return new HaidangError("store_unavailable", message, {
    hint: `The user needs ALL privileges on database ${server.database}.`,
  });
}

/** `{"error": "..."}` as InfluxDB words it, or the body as it is. */
export function readError(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null) return body;
    if ("error" in parsed) return String(parsed.error);
    // as 2.x does
    if ("message" in parsed) return String(parsed.message);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return body;
}
