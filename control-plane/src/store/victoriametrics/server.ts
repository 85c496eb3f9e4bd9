import { HaidangError } from "@haidang/contract/error.ts";
import { answerFault, ask, gzipBody, type StoreAnswer, type StoreServer } from "../http.ts";

/** One server, or the two ends of a cluster. */
export interface VictoriaServer extends StoreServer {
  /** `/write` of a single server, `/insert/<tenant>/influx/write` of a vminsert. */
  writeUrl: URL;
  /** What `/api/v1/...` is under. */
  readUrl: URL;
  deleteUrl: URL;
  /** Where settings are told, and whether all of them are told there. */
  aboutUrl: URL;
  isCluster: boolean;
}

/**
 * Addresses from one base address, or from vminsert's and vmselect's of a cluster, each with its tenant:
 * `http://vminsert:8480/insert/0` and `http://vmselect:8481/select/0`.
 */
export function endpoints(url: URL, selectUrl: URL | undefined): Omit<VictoriaServer, keyof StoreServer> {
  if (selectUrl === undefined) {
    const readUrl = under(url, "");
    return {
      writeUrl: under(url, "write"),
      readUrl,
      deleteUrl: under(url, "api/v1/admin/tsdb/delete_series"),
      aboutUrl: under(url, "metrics"),
      isCluster: false,
    };
  }
  const tenant = /\/select\/([^/]+)\/?$/.exec(selectUrl.pathname)?.[1];
  if (tenant === undefined || !/\/insert\/[^/]+\/?$/.test(url.pathname)) {
    throw new HaidangError("usage", "the addresses given for a VictoriaMetrics cluster name no tenant", {
      hint: "Write them like http://VMINSERT:8480/insert/0,http://VMSELECT:8481/select/0",
    });
  }
  const root = new URL(selectUrl);
  root.pathname = selectUrl.pathname.replace(/\/select\/[^/]+\/?$/, "");
  return {
    writeUrl: under(url, "influx/write"),
    readUrl: under(selectUrl, "prometheus"),
    deleteUrl: under(root, `delete/${tenant}/prometheus/api/v1/admin/tsdb/delete_series`),
    aboutUrl: under(root, "metrics"),
    isCluster: true,
  };
}

function under(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, "")}/${path}`;
  return url;
}

/** The least question there is: answered only with good credentials, which settings are told without. */
export async function greet(server: VictoriaServer): Promise<void> {
  await question(server, "query", [["query", "1"]]);
}

/** What the server tells of itself; undefined where it does not say. */
export interface About {
  version: string | undefined;
  retention: string | undefined;
  /** Seconds since the epoch: another one means that it was started again. */
  startedS: number | undefined;
  /** Whether a sample written twice is one. */
  dedups: boolean | undefined;
  /** Settings under which metrics would get other names than ours. */
  foreignNames: string[];
}

export async function readAbout(server: VictoriaServer): Promise<About> {
  const answer = await ask(server, { url: server.aboutUrl });
  if (answer.status === 401 || answer.status === 403) throw answerFault(server, server.aboutUrl, answer);
  if (answer.status !== 200) {
    return {
      version: undefined,
      retention: undefined,
      startedS: undefined,
      dedups: undefined,
      foreignNames: [],
    };
  }
  const flags = new Map<string, string>();
  for (const [, name = "", value = ""] of answer.text.matchAll(/^flag\{name="([^"]+)", ?value="([^"]*)"/gm)) {
    flags.set(name, value);
  }
  if (flags.size === 0) {
    throw new HaidangError("store_unavailable", `${server.aboutUrl.origin} is not a VictoriaMetrics`, {
      hint: "See that the address is right.",
    });
  }
  const started = /^process_start_time_seconds (\d+)/m.exec(answer.text)?.[1];
  const version = /^vm_app_version\{.*short_version="([^"]{1,40})"/m.exec(answer.text)?.[1];
  const dedup = flags.get("dedup.minScrapeInterval");
  const expected = {
    influxMeasurementFieldSeparator: "_",
    influxSkipMeasurement: "false",
    influxSkipSingleField: "false",
  };
  return {
    version,
    retention: flags.get("retentionPeriod"),
    startedS: started === undefined || server.isCluster ? undefined : Number(started),
    dedups: dedup === undefined ? undefined : /[1-9]/.test(dedup),
    foreignNames: Object.entries(expected).flatMap(([flag, value]) =>
      (flags.get(flag) ?? value) === value ? [] : [`-${flag}`],
    ),
  };
}

/** Refuses a server that would keep a sample twice that an agent sends twice, or call it something else. */
export function checkAbout(server: VictoriaServer, { dedups, foreignNames }: About): void {
  const [foreign] = foreignNames;
  const at = `VictoriaMetrics at ${server.aboutUrl.origin}`;
  if (foreign !== undefined) {
    throw new HaidangError("store_unavailable", `${at} changes the names of what is written to it`, {
      hint: `Start it without ${foreign}.`,
    });
  }
  if (dedups === false) {
    throw new HaidangError("store_unavailable", `${at} counts a sample twice that is written twice`, {
      hint: server.isCluster
        ? "Start vmselect and vmstorage with -dedup.minScrapeInterval=1ms"
        : "Start it with -dedup.minScrapeInterval=1ms",
    });
  }
}

const periodMs: Readonly<Record<string, number>> = {
  "": 31 * 86_400_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** `-retentionPeriod` as VictoriaMetrics reads it (a number alone is months), ms; null when it is not told. */
export function retentionMs(text: string | undefined): number | null {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([hdwy]?)$/.exec(text ?? "") ?? [];
  const each = periodMs[unit];
  return count === undefined || each === undefined ? null : Number(count) * each;
}

export async function postLines(server: VictoriaServer, lines: string): Promise<void> {
  const url = new URL(server.writeUrl);
  url.search = "precision=ms";
  const headers = { "content-encoding": "gzip" };
  expectGood(server, url, await ask(server, { url, method: "POST", body: await gzipBody(lines), headers }));
}

/** A question to the reading side, with its arguments as a form: selectors may be long. */
export async function question(
  server: VictoriaServer,
  path: string,
  args: ReadonlyArray<readonly [string, string]>,
): Promise<string> {
  const url = under(server.readUrl, `api/v1/${path}`);
  const body = new URLSearchParams(args.map(([name, value]): [string, string] => [name, value]));
  return expectGood(server, url, await ask(server, { url, method: "POST", body }));
}

export async function deleteSeries(server: VictoriaServer, matches: readonly string[]): Promise<void> {
  const body = new URLSearchParams(matches.map((match): [string, string] => ["match[]", match]));
  const url = server.deleteUrl;
  expectGood(server, url, await ask(server, { url, method: "POST", body }));
}

/** Makes a single server show what it has just taken. False where it cannot be told to. */
export async function flush(server: VictoriaServer): Promise<boolean> {
  if (server.isCluster) return false;
  const { status } = await ask(server, { url: under(server.readUrl, "internal/force_flush") });
  return status === 200;
}

function expectGood(server: VictoriaServer, url: URL, answer: StoreAnswer): string {
  if (answer.status === 200 || answer.status === 204) return answer.text;
  throw answerFault(server, url, answer);
}
