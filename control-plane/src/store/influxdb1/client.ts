import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { InfluxDB, type IResponse } from "influx";
import { credentialFault, type Influxdb1Server, silentFault } from "./server.ts";

/** A server and the client that queries it. */
export interface Connection {
  readonly server: Influxdb1Server;
  readonly client: InfluxDB;
}

/** The pool's own retries and host sentencing are off: agents retry, and one refusal must not delay the next call. */
export function connect(server: Influxdb1Server): Connection {
  const { url } = server;
  const never = { getDelay: () => 0, next: () => never, reset: () => never };
  const secure = url.protocol === "https:";
  const client = new InfluxDB({
    protocol: secure ? "https" : "http",
    host: url.hostname,
    port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
    path: url.pathname === "/" ? "" : url.pathname.replace(/\/$/, ""),
    username: server.username,
    password: server.password,
    database: server.database,
    pool: { maxRetries: 0, requestTimeout: maxTimeoutMs, backoff: never },
  });
  return { server, client };
}

/** Ours comes first always; the client's own only must not be shorter. */
const maxTimeoutMs = 3_600_000;

/** The version it tells of itself. `store_unavailable` when it is silent or no InfluxDB 1.x. */
export async function serverVersion({ server, client }: Connection): Promise<string> {
  const [answer] = await client.ping(server.timeoutMs);
  if (answer?.online !== true) throw silentFault(server, new Error("no good answer to /ping"));
  const version = deviceText(answer.version ?? "", 40);
  if (version === "" || /^v?[2-9]/.test(version)) {
    const name = version === "" ? "gives no version" : `gives its version as ${version}`;
    throw new HaidangError("store_unavailable", `${server.url.origin} is not an InfluxDB 1.x: it ${name}`);
  }
  return version;
}

/** CREATE DATABASE does nothing when it is there. A user who may not create can still use one that exists. */
export async function ensureDatabase(connection: Connection): Promise<void> {
  const { server, client } = connection;
  try {
    await within(server, server.timeoutMs, () => client.createDatabase(server.database));
  } catch (error) {
    if (!/requires admin privilege/.test(String(error))) throw queryFault(server, error);
    await query(connection, "SHOW MEASUREMENTS LIMIT 1");
  }
}

/** Gives the default retention policy that many days, leaving its name and whatever else it is. */
export async function setRetention({ server, client }: Connection, days: number): Promise<void> {
  try {
    await within(server, server.timeoutMs, async () => {
      const policies = await client.showRetentionPolicies(server.database);
      const name = policies.find((policy) => policy.default)?.name ?? "autogen";
      const { database } = server;
      await client.alterRetentionPolicy(name, {
        database,
        duration: `${days}d`,
        replication: 1,
        isDefault: true,
      });
    });
  } catch (error) {
    throw queryFault(server, error);
  }
}

/** Makes the database of the roll-ups. False when the user may not. */
export async function ensureRollUps(
  { server, client }: Connection,
  database: string,
  tiers: ReadonlyArray<{ policy: string; keepMs: number }>,
): Promise<boolean> {
  try {
    await within(server, server.timeoutMs, async () => {
      await client.createDatabase(database);
      const known = await client.showRetentionPolicies(database);
      for (const { policy, keepMs } of tiers) {
        const settings = { database, duration: `${keepMs / 86_400_000}d`, replication: 1, isDefault: false };
        if (known.some(({ name }) => name === policy)) await client.alterRetentionPolicy(policy, settings);
        else await client.createRetentionPolicy(policy, settings);
      }
    });
    return true;
  } catch (error) {
    if (/requires admin privilege/.test(String(error))) return false;
    throw queryFault(server, error);
  }
}

/** One request of one or more statements, with times in ms. */
export async function query(
  { server, client }: Connection,
  text: string,
  {
    timeoutMs = server.timeoutMs,
    database = server.database,
  }: { timeoutMs?: number; database?: string } = {},
): Promise<IResponse> {
  try {
    const answer: IResponse = await within(server, timeoutMs, (signal) =>
      client.queryRaw(text, { precision: "ms", method: "POST", signal, database }),
    );
    if (!Array.isArray(answer?.results)) throw new Error("its answer is none of InfluxDB's");
    const failed = answer.results.find((result) => result.error !== undefined);
    if (failed?.error !== undefined) throw new Error(failed.error);
    return answer;
  } catch (error) {
    throw queryFault(server, error);
  }
}

/** The client waits for ever when a connection breaks in mid-answer, so the deadline is raced against it. */
async function within<T>(
  server: Influxdb1Server,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(silentFault(server, new Error(`no answer within ${timeoutMs} ms`)));
      controller.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function queryFault(server: Influxdb1Server, error: unknown): HaidangError {
  if (error instanceof HaidangError) return error;
  const said = deviceText(error instanceof Error ? error.message : String(error));
  if (/^A 40[13] /.test(said)) return credentialFault(server, said);
  if (error instanceof Error && "code" in error) return silentFault(server, error);
  return new HaidangError("store_unavailable", `InfluxDB at ${server.url.origin} could not answer: ${said}`, {
    hint: "See its own log.",
    cause: error,
  });
}
