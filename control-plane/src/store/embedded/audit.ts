import { createHash } from "node:crypto";
import type { AuditRow, AuditVerdict } from "@haidang/contract/audit.ts";
import type { AuditQuestion } from "../access-records.ts";
import type { RecordStore } from "../records.ts";
import { type Access, number, type Row, text, textOrNull } from "./row.ts";

const readAtOnce = 1000;
const noHash = "";

/** What was done, in SQLite: each entry holds the hash of itself and of the one before. */
export function auditRecords(access: Pick<Access, "run" | "all" | "one">): RecordStore["audit"] {
  const { run, all, one } = access;
  chainEarlier(access);
  return {
    append({ atMs, actor, action, object, detail, address = "", before = null, after = null }) {
      const last = one("SELECT entry, hash FROM audit ORDER BY entry DESC LIMIT 1");
      const used = one("SELECT seq FROM sqlite_sequence WHERE name = 'audit'");
      // a number once given is never given again, so that entries cut off at the end leave a gap
      const entry = Math.max(numberOf(last, "entry"), numberOf(used, "seq")) + 1;
      const bare = { entry, atMs, actor, address, action, object, detail, before, after };
      const hash = hashOf(bare, last === undefined ? noHash : text(last, "hash"));
      run(
        `INSERT INTO audit (entry, atMs, actor, address, action, object, detail, before, after, hash)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[entry, atMs, actor, address, action, object, detail, before, after, hash],
      );
    },
    list: (limit) =>
      all("SELECT * FROM audit ORDER BY entry DESC LIMIT ?", limit).map((row) => ({
        atMs: number(row, "atMs"),
        actor: text(row, "actor"),
        action: text(row, "action"),
        object: text(row, "object"),
        detail: text(row, "detail"),
      })),
    find: (question) => find(access, question),
    verify: (head) => verify(access, head),
  };
}

const numberOf = (row: Row | undefined, column: string): number =>
  row === undefined ? 0 : number(row, column);

function hashOf(bare: Omit<AuditRow, "hash">, former: string): string {
  const { entry, atMs, actor, address, action, object, detail, before, after } = bare;
  const fields = [entry, atMs, actor, address, action, object, detail, before, after];
  return createHash("sha256")
    .update(`${former}\n${JSON.stringify(fields)}`)
    .digest("hex");
}

function toRow(row: Row): AuditRow {
  return {
    entry: number(row, "entry"),
    atMs: number(row, "atMs"),
    actor: text(row, "actor"),
    address: text(row, "address"),
    action: text(row, "action"),
    object: text(row, "object"),
    detail: text(row, "detail"),
    before: textOrNull(row, "before"),
    after: textOrNull(row, "after"),
    hash: text(row, "hash"),
  };
}

/** Entries of an earlier version have no hashes yet. Once any has one, an entry without was tampered with. */
function chainEarlier({ run, all, one }: Pick<Access, "run" | "all" | "one">): void {
  if (one("SELECT 1 FROM audit WHERE hash <> '' LIMIT 1") !== undefined) return;
  let former = noHash;
  for (const row of all("SELECT * FROM audit ORDER BY entry")) {
    const bare = toRow(row);
    former = hashOf(bare, former);
    run("UPDATE audit SET hash = ? WHERE entry = ?", former, bare.entry);
  }
}

function find(
  { all }: Pick<Access, "all">,
  { sinceMs, actor, object, action, limit }: AuditQuestion,
): AuditRow[] {
  return all(
    `SELECT * FROM audit WHERE atMs >= ?1 AND (?2 IS NULL OR actor = ?2) AND (?3 IS NULL OR object = ?3)
       AND (?4 IS NULL OR action = ?4) ORDER BY entry DESC LIMIT ?5`,
    ...[sinceMs ?? 0, actor ?? null, object ?? null, action ?? null, limit],
  ).map(toRow);
}

function verify({ all, one }: Pick<Access, "all" | "one">, head: string | undefined): AuditVerdict {
  let entries = 0;
  let last: AuditRow | undefined;
  let isHeadThere = head === undefined;
  const verdict = (entry: number, what: "altered" | "missing" | "head"): AuditVerdict => ({
    entries,
    head: null,
    fault: { entry, what },
  });
  for (;;) {
    const rows = all(
      "SELECT * FROM audit WHERE entry > ? ORDER BY entry LIMIT ?",
      ...[last?.entry ?? 0, readAtOnce],
    );
    for (const row of rows.map(toRow)) {
      if (row.entry !== (last?.entry ?? 0) + 1) return verdict(row.entry, "missing");
      if (row.hash !== hashOf(row, last?.hash ?? noHash)) return verdict(row.entry, "altered");
      if (head === `${row.entry}:${row.hash}`) isHeadThere = true;
      last = row;
      entries += 1;
    }
    if (rows.length < readAtOnce) break;
  }
  const used = numberOf(one("SELECT seq FROM sqlite_sequence WHERE name = 'audit'"), "seq");
  if (used > entries) return verdict(entries + 1, "missing");
  if (!isHeadThere) return verdict(Number(head?.split(":")[0]), "head");
  return { entries, head: last === undefined ? null : `${last.entry}:${last.hash}`, fault: null };
}
