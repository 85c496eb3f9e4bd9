import type { Vault } from "@haidang/contract/vault.ts";
import type { RecordStore } from "../records.ts";
import { type Access, number, text } from "./row.ts";

/** Secrets by name, sealed, in SQLite. */
export function secretRecords(
  { run, all }: Pick<Access, "run" | "all">,
  vault: Vault,
): RecordStore["secrets"] {
  return {
    list: () =>
      all("SELECT * FROM secret ORDER BY name").map((row) => ({
        name: text(row, "name"),
        value: vault.open(text(row, "value")),
        changedMs: number(row, "changedMs"),
        by: text(row, "actor"),
      })),
    put: ({ name, value, changedMs, by }) =>
      run("INSERT OR REPLACE INTO secret VALUES (?, ?, ?, ?)", name, vault.seal(value), changedMs, by),
    remove: (name) => run("DELETE FROM secret WHERE name = ?", name),
  };
}
