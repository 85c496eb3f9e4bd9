import { type Backup, type BackupRequest, backupSchema, type Envelope } from "@haidang/contract/api.ts";
import { ask, type Server } from "./http.ts";

/** A store of ten gigabytes on a slow disk. */
const backupDeadlineMs = 30 * 60_000;

export function backUp(server: Server, body: BackupRequest): Promise<Envelope<Backup>> {
  return ask(server, "store/backup", backupSchema, {
    method: "POST",
    body,
    deadlineMs: backupDeadlineMs,
  });
}
