import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Vault } from "@haidang/contract/vault.ts";
import { buildApp } from "./app.ts";
import { type Config, readConfig } from "./config/config.ts";
import { openDataFolder } from "./config/data-folder.ts";
import { openVaultFile } from "./config/vault-file.ts";
import { readEgressRules } from "./notify/egress.ts";
import { createLog } from "./self/log.ts";
import { openEmbeddedRecordStore } from "./store/embedded/records.ts";
import { openSeriesStore } from "./store/open.ts";
import { openGivenCertificate } from "./tls/given-certificate.ts";
import { hostsOfMachine } from "./tls/hosts.ts";
import { openOwnCertificate } from "./tls/own-certificate.ts";

const now = Date.now;
const log = createLog((line) => process.stdout.write(line), now);
const stopWithinMs = 9000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const data = openDataFolder(config.dataFolder);
  const vault = openVaultFile(data.file("vault.key"));
  const certificate = openCertificate(config, data.file, vault);
  const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
  const app = await buildApp({
    series: await openSeriesStore(config.store, {
      file: data.file,
      retentionDays: config.retentionDays,
      rollupDays: config.rollupDays,
      onTakenOver: (progress) => log("info", "samples of the earlier store are taken over", { ...progress }),
      onRollUpFault: (error) =>
        log("warn", "roll-ups could not be worked out; they are tried again in a minute", {
          error: String(error),
        }),
    }),
    records: openEmbeddedRecordStore(data.file("records.db"), vault),
    adminKey: data.adminKey,
    vault,
    certificate,
    keyFiles: () => ["vault.key", "admin.key", "tls.json"].map(data.file).filter((path) => existsSync(path)),
    trustedProxies: config.trustedProxies,
    dataFolder: data.path,
    pageFolder: fileURLToPath(new URL("../../dashboards/noc/dist", import.meta.url)),
    now,
    log,
    version,
    egress: readEgressRules(config.egressAllow),
    publicUrl: config.publicUrl,
    agentAddresses: config.agentAddresses,
    signInProvider: config.signInProvider,
    deadman: config.deadman,
  });
  for (const { file, what } of app.series.damages?.() ?? []) {
    log("error", "a file of the store is broken and was put aside; what it held is missing", { file, what });
  }
  await app.server.listen(config.listen);
  const { family, address, port } = app.server.server.address() as AddressInfo;
  const isPlain = certificate === undefined;
  const url = isPlain
    ? `http://${family === "IPv6" ? `[${address}]` : address}:${port}`
    : `http://127.0.0.1:${await app.listenLocally()}`;
  const publicUrl = isPlain ? undefined : `https://${inUrl(certificate.hosts())}:${port}`;
  const endpoint = { url, pid: process.pid, ...(isPlain ? {} : { publicUrl }) };
  writeFileSync(data.file("endpoint.json"), `${JSON.stringify(endpoint)}\n`, { mode: 0o600 });
  app.begin(url, publicUrl);
  const pin = certificate?.pins()[0];
  log("info", "the control plane listens", {
    url,
    publicUrl,
    pin,
    data: data.path,
    engine: app.series.engine,
  });

  let stopping = false;
  const stop = (why: string) => {
    if (stopping) return;
    stopping = true;
    log("info", "the control plane stops", { why });
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  if (process.env["HAIDANG_PARENT"] === "1") process.stdin.resume().on("end", () => stop("parent ended"));
}

function openCertificate({ tls, listen }: Config, file: (name: string) => string, vault: Vault) {
  if (tls === undefined) return undefined;
  if ("names" in tls) {
    return openOwnCertificate({
      file,
      vault,
      hosts: hostsOfMachine([
        ...tls.names,
        ...(/^(?:0\.0\.0\.0|::)$/.test(listen.host) ? [] : [listen.host]),
      ]),
      nowMs: now(),
    });
  }
  return openGivenCertificate({
    ...tls,
    nowMs: now(),
    onFault: ({ message, hint }) =>
      log("error", "the certificate could not be read again; the one of before is in use", {
        error: message,
        hint,
      }),
  });
}

/** The first name a URL can have. */
function inUrl(hosts: readonly string[]): string {
  const host = hosts.find((name) => !name.includes("*")) ?? "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function fail(error: unknown): never {
  const known = error instanceof HaidangError;
  const busy = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const message = known ? error.message : busy ? "the address is in use by another program" : String(error);
  const hint = known
    ? error.hint
    : busy
      ? "stop it, or choose another with HAIDANG_LISTEN=127.0.0.1:PORT"
      : undefined;
  log("error", message, {
    hint,
    stack: known || busy || !(error instanceof Error) ? undefined : error.stack,
  });
  process.exit(1);
}

process.on("unhandledRejection", fail);
process.on("uncaughtException", fail);
main().catch(fail);
