import { tokenScopeSchema } from "@haidang/contract/token.ts";
import type { TokenRecord } from "../access-records.ts";
import type { RecordStore } from "../records.ts";
import { type Access, number, numberOrNull, type Row, text, textOrNull } from "./row.ts";

/** Credentials of programs that are no agents, in SQLite. */
export function tokenRecords({ run, all }: Pick<Access, "run" | "all">): RecordStore["tokens"] {
  return {
    list: () => all("SELECT * FROM token ORDER BY createdMs, id").map(toToken),
    add: (token) =>
      run(
        `INSERT INTO token (id, name, scope, tokenHash, requestsPerS, createdMs, expiresMs, lastUsedMs, under, owner)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        token.id,
        token.name,
        token.scope,
        token.tokenHash,
        token.requestsPerS,
        token.createdMs,
        token.expiresMs,
        token.lastUsedMs,
        token.under,
        token.owner,
      ),
    setUsed: (id, usedMs) => run("UPDATE token SET lastUsedMs = ? WHERE id = ?", usedMs, id),
    remove: (id) => run("DELETE FROM token WHERE id = ?", id),
  };
}

function toToken(row: Row): TokenRecord {
  return {
    id: text(row, "id"),
    name: text(row, "name"),
    scope: tokenScopeSchema.parse(row["scope"]),
    under: textOrNull(row, "under"),
    owner: textOrNull(row, "owner"),
    tokenHash: text(row, "tokenHash"),
    requestsPerS: number(row, "requestsPerS"),
    createdMs: number(row, "createdMs"),
    expiresMs: numberOrNull(row, "expiresMs"),
    lastUsedMs: numberOrNull(row, "lastUsedMs"),
  };
}
