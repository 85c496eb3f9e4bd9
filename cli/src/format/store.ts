import type { Backup } from "@haidang/contract/api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";

export const backupColumns: readonly Column<Backup>[] = [
  { key: "folder", title: "column.folder", raw: ({ folder }) => folder },
];

/** What is in the backup, and what is not. */
export function renderBackup({ folder, series }: Backup, { language }: Look): string {
  return say(language, series ? "store.backedUp" : "store.backedUpRecords", {
    folder: deviceText(folder, 600),
  });
}
