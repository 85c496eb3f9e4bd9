import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { HaidangError } from "@haidang/contract/error.ts";
import { buildApp } from "./app.ts";
import { readConfig } from "./config/config.ts";
import { openDataFolder } from "./config/data-folder.ts";
import { readEgressRules } from "./notify/egress.ts";
import { createLog } from "./self/log.ts";
import { openEmbeddedRecordStore } from "./store/embedded/records.ts";
import { openSeriesStore } from "./store/open.ts";

const now = Date.now;
const log = createLog((line) => process.stdout.write(line), now);
const stopWithinMs = 9000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const data = openDataFolder(config.dataFolder);
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
    records: openEmbeddedRecordStore(data.file("records.db")),
    adminKey: data.adminKey,
    dataFolder: data.path,
    pageFolder: fileURLToPath(new URL("../../dashboards/noc/dist", import.meta.url)),
    now,
    log,
    version,
    egress: readEgressRules(config.egressAllow),
    publicUrl: config.publicUrl,
    deadman: config.deadman,
  });
  for (const { file, what } of app.series.damages?.() ?? []) {
    log("error", "a file of the store is broken and was put aside; what it held is missing", { file, what });
  }
  await app.server.listen(config.listen);
  const address = app.server.server.address() as AddressInfo;
  const url = `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  writeFileSync(data.file("endpoint.json"), `${JSON.stringify({ url, pid: process.pid })}\n`, {
    mode: 0o600,
  });
  app.begin(url);
  log("info", "the control plane listens", { url, data: data.path, engine: app.series.engine });

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
