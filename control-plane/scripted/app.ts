import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TokenRequest } from "@haidang/contract/token.ts";
import type { NewUser } from "@haidang/contract/user.ts";
import type { InjectOptions } from "fastify";
import { type App, type AppOptions, buildApp } from "../src/app.ts";
import type { VaultFile } from "../src/config/vault-file.ts";
import type { RecordStore } from "../src/store/records.ts";
import type { SeriesStore } from "../src/store/series.ts";
import { scriptedVault } from "./vault.ts";

export const adminKey = "k".repeat(43);
export const password = "mật khẩu đủ dài";
export const asAdmin = { authorization: `Bearer ${adminKey}` };

/** Tests sign in often. */
const cheapPasswords = { n: 1024, r: 8, p: 1 };

/** A control plane in a test: a clock that is set, requests without sockets. */
export interface ScriptedApp {
  app: App;
  clock: { nowMs: number };
  /** `body` is parsed where it is JSON. */
  call(
    options: InjectOptions,
  ): Promise<{ status: number; headers: InjectAnswer; body: unknown; text: string }>;
  token(request: TokenRequest): Promise<string>;
  /** Makes a user whose password is `password` and signs him in: the header his browser sends. */
  signedIn(user: NewUser): Promise<{ cookie: string }>;
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
  pageFolder?: string;
  signInProvider?: AppOptions["signInProvider"];
}): Promise<ScriptedApp> {
  const { nowMs, vault = scriptedVault(), ...parts } = stores;
  const clock = { nowMs };
  const app = await buildApp({
    log: () => undefined,
    pageFolder: join(mkdtempSync(join(tmpdir(), "haidang-scripted-")), "no-page"),
    ...parts,
    passwordCost: cheapPasswords,
    vault,
    adminKey,
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
  const post = (url: string, payload: object, headers: Record<string, string>) =>
    call({ method: "POST", url, payload, headers });
  return {
    app,
    clock,
    call,
    async signedIn(user) {
      const made = await post("/api/v1/users", user, asAdmin);
      const { code } = (made.body as { data: { code: string } }).data;
      await post("/api/v1/session/password", { code, password }, {});
      const { headers } = await post("/api/v1/session", { user: user.id, password }, {});
      const [cookie = ""] = String(headers["set-cookie"]).split(";");
      return { cookie };
    },
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
