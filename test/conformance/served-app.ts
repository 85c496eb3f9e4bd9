import { join } from "node:path";
import { type App, buildApp } from "@haidang/control-plane/app.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import type { SeriesStore } from "@haidang/control-plane/store/series.ts";
import { adminKey } from "../../control-plane/scripted/app.ts";
import { scriptedVault } from "../../control-plane/scripted/vault.ts";

export { adminKey };

/**
 * A whole control plane in this process, asked over real sockets at a port of its own; its records lie in `folder`. Without
 * `pageFolder` it has no page.
 */
export async function serveApp(
  folder: string,
  series: SeriesStore,
  pageFolder = join(folder, "no-page"),
): Promise<{ app: App; url: string }> {
  const app = await buildApp({
    vault: scriptedVault(),
    series,
    records: openEmbeddedRecordStore(join(folder, "records.db")),
    adminKey,
    pageFolder,
    now: Date.now,
    log: () => undefined,
    version: "0.1.0",
  });
  const url = await app.server.listen({ host: "127.0.0.1", port: 0 });
  app.begin(url);
  return { app, url };
}
