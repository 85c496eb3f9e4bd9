import { join } from "node:path";
import type { Vault } from "@haidang/contract/vault.ts";
import { errorText, type Log } from "../self/log.ts";
import { pauseMs } from "../self/pause.ts";
import { backOffMs, retryAfterMs } from "../ship/back-off.ts";
import type { Centre, CentreAnswer } from "../ship/centre.ts";
import { dataOf } from "../ship/envelope.ts";
import { type ReadConfig, readConfig } from "./apply.ts";
import { readSealed, writeSealed } from "./sealed-file.ts";

export interface PullOptions {
  folder: string;
  /** Of that folder. */
  vault: Vault;
  centre: Centre;
  log: Log;
  now: () => number;
  random: () => number;
  apply: (config: ReadConfig) => void;
  /** Told of the keys to trust from now on, by a control plane that has one of those trusted until now. */
  trust: (pins: readonly string[]) => void;
  /** Told where the control plane is reached from now on; nowhere else than before, when it says nothing. */
  reachAt: (urls: readonly string[]) => void;
  /** Told of a credential to use from now on, once it is kept. */
  renew: (token: string) => void;
  /** Any answer that shows the centre is there. */
  onReached: () => void;
  signal: AbortSignal;
}

const waitS = 25;
const maxConfigBytes = 32 * 1024 * 1024;
/** A centre that answers at once with nothing new is not asked more often than this. */
const shortestRoundMs = 1_000;

function configPath(folder: string): string {
  return join(folder, "config.json");
}

/** The configuration kept from last time, if it can be read. */
export function keptConfig(folder: string, vault: Vault, log: Log): ReadConfig | undefined {
  const file = configPath(folder);
  const kept = readSealed(file, vault);
  if (kept === undefined) return undefined;
  const config = kept === "damaged" ? "not JSON" : readConfig(kept.value);
  if (typeof config !== "string") return config;
  log.warn("config_damaged", { file, why: config });
  return undefined;
}

/** Asks for the configuration and its changes until the signal aborts; never rejects. */
export async function pullConfig(options: PullOptions, have: string): Promise<void> {
  const { centre, log, random, signal } = options;
  let version = have;
  let untold: ReadConfig | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const startedMs = performance.now();
    let waitMs: number;
    try {
      const answer = await centre.request({
        method: "GET",
        path: `/api/v1/agent/config?have=${encodeURIComponent(version)}&waitS=${waitS}`,
        timeoutMs: (waitS + 10) * 1000,
        maxBytes: maxConfigBytes,
        signal,
      });
      const read = readAnswer(answer);
      if (read.config !== undefined) version = take(read.config, options);
      untold = read.config ?? untold;
      if (untold !== undefined && (await tellApplied(untold, options))) untold = undefined;
      if (read.fault !== undefined) log.warn("config_unreadable", { why: read.fault });
      failures = read.well ? 0 : failures + 1;
      if (read.well) options.onReached();
      waitMs = read.well
        ? shortestRoundMs - (performance.now() - startedMs)
        : Math.max(backOffMs(failures, random()), askedMs(answer, options.now()));
    } catch {
      // the shipper says that the centre is away; here it is only a reason to wait
      failures += 1;
      waitMs = backOffMs(failures, random());
    }
    await pauseMs(waitMs, signal);
  }
}

const mostRefused = 100;

/** Tells which configuration is in use, and what of it not; true unless that has to be told again. */
async function tellApplied(
  { version, unknown }: ReadConfig,
  { centre, signal }: PullOptions,
): Promise<boolean> {
  const refused = unknown
    .slice(0, mostRefused)
    .map(({ check, why }) => ({ check: check.slice(0, 160), why: why.slice(0, 400) }));
  const answer = await centre.request({
    method: "POST",
    path: "/api/v1/agent/applied",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ version, refused }),
    timeoutMs: 10_000,
    signal,
  });
  return answer.status < 500 && answer.status !== 401 && answer.status !== 429;
}

interface ReadAnswer {
  well: boolean;
  config?: ReadConfig;
  fault?: string;
}

function readAnswer(answer: CentreAnswer): ReadAnswer {
  if (answer.status === 204 || answer.status === 304) return { well: true };
  if (answer.status !== 200) return { well: false };
  const config = readConfig(dataOf(answer.body));
  return typeof config === "string" ? { well: false, fault: config } : { well: true, config };
}

function askedMs(answer: CentreAnswer, nowMs: number): number {
  return retryAfterMs(answer.headers["retry-after"], nowMs) ?? 0;
}

function take(config: ReadConfig, { folder, vault, log, apply, trust, renew, reachAt }: PullOptions): string {
  try {
    if (config.token !== undefined) renew(config.token);
    // kept before the configuration that brings them: once that is acknowledged the old key may go
    if (config.pins !== undefined) trust(config.pins);
    reachAt(config.addresses ?? []);
    const { checks, unknown } = config;
    // with something left out, the next start has to ask anew: a newer agent may understand it
    const version = unknown.length === 0 ? config.version : "incomplete";
    writeSealed(configPath(folder), { version, checks }, vault);
  } catch (error) {
    log.warn("config_unsaved", { why: errorText(error) });
  }
  apply(config);
  return config.version;
}
