import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TokenRequest } from "@haidang/contract/token.ts";
import type { InjectOptions } from "fastify";
import { type App, type AppOptions, buildApp } from "../src/app.ts";
import type { VaultFile } from "../src/config/vault-file.ts";
import type { RecordStore } from "../src/store/records.ts";
import type { SeriesStore } from "../src/store/series.ts";
import { scriptedVault } from "./vault.ts";

export const adminKey = "k".repeat(43);
export const asAdmin = { authorization: `Bearer ${adminKey}` };

/** A control plane in a test: a clock that is set, requests without sockets. */
export interface ScriptedApp {
  app: App;
  clock: { nowMs: number };
  /** `body` is parsed where it is JSON. */
  call(
    options: InjectOptions,
  ): Promise<{ status: number; headers: InjectAnswer; body: unknown; text: string }>;
  token(request: TokenRequest): Promise<string>;
}
type InjectAnswer = Record<string, string | string[] | number | undefined>;

export async function openScriptedApp(stores: {
  series: SeriesStore;
  records: RecordStore;
  nowMs: number;
  /** The one that sealed the records; without it one of its own. */
  vault?: VaultFile;
  certificate?: AppOptions["certificate"];
  trustedProxies?: readonly string[];
  patience?: AppOptions["patience"];
  keyFiles?: () => string[];
  log?: AppOptions["log"];
}): Promise<ScriptedApp> {
  const { nowMs, vault = scriptedVault(), ...parts } = stores;
  const clock = { nowMs };
  const app = await buildApp({
    log: () => undefined,
    ...parts,
    vault,
    adminKey,
    pageFolder: join(mkdtempSync(join(tmpdir(), "haidang-scripted-")), "no-page"),
    now: () => clock.nowMs,
    version: "0.1.0",
  });
  const call: ScriptedApp["call"] = async (options) => {
    const headers = { host: "127.0.0.1:8700", ...options.headers };
    const response = await app.server.inject({ ...options, headers });
    const isJson = String(response.headers["content-type"]).startsWith("application/json");
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? JSON.parse(response.body) : null,
      text: response.body,
    };
  };
  return {
    app,
    clock,
    call,
    async token(request) {
      const { body } = await call({
        method: "POST",
        url: "/api/v1/tokens",
        payload: request,
        headers: asAdmin,
      });
      return (body as { data: { token: string } }).data.token;
    },
  };
}
