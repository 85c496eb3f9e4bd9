import { type Backup, backupSchema, type Envelope } from "@haidang/contract/api.ts";
import { ask, type Server } from "./http.ts";

/** A store of ten gigabytes on a slow disk. */
const backupDeadlineMs = 30 * 60_000;

export function backUp(server: Server, folder: string): Promise<Envelope<Backup>> {
  return ask(server, "store/backup", backupSchema, {
    method: "POST",
    body: { folder },
    deadlineMs: backupDeadlineMs,
  });
}
