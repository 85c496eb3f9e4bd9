import { copyFile, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { backupRequestSchema, backupSchema } from "@haidang/contract/api.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Care of the stores while they run. */
export function storeRoutes(app: Services): Route[] {
  return [
    route({
      method: "POST",
      url: "/api/v1/store/backup",
      summary: "Copies measurements and records into a new folder on the control plane's machine.",
      access: "admin",
      body: backupRequestSchema,
      response: backupSchema,
      async handle({ body: { folder, withKeys }, actor, nowMs }) {
        const hasSeries = app.series.backup !== undefined;
        // records last: they may know of measurements that come after them, never the other way round
        await app.records.backup(folder, async () => {
          await app.series.backup?.(join(folder, "series"));
          if (withKeys) await copyKeys(app.keyFiles(), join(folder, "keys"));
        });
        app.records.audit.append({
          atMs: nowMs,
          actor,
          action: "store.backup",
          object: folder,
          detail: withKeys ? "with keys" : "",
        });
        return { folder, series: hasSeries, records: true, keys: withKeys };
      },
    }),
  ];
}

async function copyKeys(paths: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  for (const path of paths) await copyFile(path, join(folder, basename(path)));
}
