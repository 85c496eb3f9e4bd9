import type { DatabaseSync } from "node:sqlite";
import { isSealed, sealMark, type Vault } from "@haidang/contract/vault.ts";
import { text } from "./row.ts";
import { inTransaction } from "./sqlite.ts";

/** Where records may hold what nobody is to read on disk: table and column, text or null. All else there is plain. */
const sealedColumns = [
  { table: "inventory", column: "body" },
  { table: "assignment", column: "spec" },
  { table: "secret", column: "value" },
  { table: "user", column: "body" },
  { table: "agent", column: "standing" },
] as const;

/**
 * Seals what an earlier version wrote plainly, and leaves nothing of it in the file. Throws `data_folder` when the vault
 * has not the key to what is sealed already.
 */
export function sealPlain(database: DatabaseSync, vault: Vault): void {
  let someArePlain = false;
  for (const { table, column } of sealedColumns) {
    const one = (which: string) =>
      database
        .prepare(`SELECT ${column} FROM ${table} WHERE ${which} ORDER BY rowid DESC LIMIT 1`)
        .get(`${sealMark}*`);
    const sealed = one(`${column} GLOB ?`);
    if (sealed !== undefined) vault.open(text(sealed, column));
    someArePlain ||= one(`${column} NOT GLOB ?`) !== undefined;
  }
  if (!someArePlain) return;
  // first, so that a crash leaves what says that this was not done: free pages remember what they held
  database.exec("VACUUM");
  rewrite(database, (value) => (isSealed(value) ? value : vault.seal(value)));
}

/** Seals all anew, with the newest key. */
export function sealAnew(database: DatabaseSync, vault: Vault): void {
  rewrite(database, (value) => vault.seal(vault.open(value)));
}

/** All of it or nothing; what stood there before is neither in the file nor in its journal afterwards. */
function rewrite(database: DatabaseSync, change: (value: string) => string): void {
  database.exec("PRAGMA secure_delete = ON");
  try {
    inTransaction(database, () => {
      for (const { table, column } of sealedColumns) {
        const update = database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`);
        const read = database.prepare(`SELECT ${column} FROM ${table} WHERE rowid = ?`);
        const found = database.prepare(`SELECT rowid AS at FROM ${table} WHERE ${column} IS NOT NULL`);
        for (const { at = null } of found.all()) {
          const value = text(read.get(at) ?? {}, column);
          const next = change(value);
          if (next !== value) update.run(next, at);
        }
      }
    });
  } finally {
    database.exec("PRAGMA secure_delete = OFF");
  }
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}
