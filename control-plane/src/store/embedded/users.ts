import { languages } from "@haidang/contract/text.ts";
import { roleSchema } from "@haidang/contract/user.ts";
import type { Vault } from "@haidang/contract/vault.ts";
import { z } from "zod";
import type { UserRecord } from "../access-records.ts";
import type { RecordStore } from "../records.ts";
import { type Access, number, text, textOrNull } from "./row.ts";

const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  scope: z.string().nullable(),
  language: z.enum(languages),
  mail: z.string().nullable(),
  disabled: z.boolean(),
  password: z.string().nullable(),
  totp: z.object({ seed: z.string(), lastStep: z.number() }).nullable(),
  totpOffered: z.string().nullable(),
  recovery: z.array(z.string()),
  createdMs: z.number(),
  lastSignInMs: z.number().nullable(),
  provider: z
    .object({ issuer: z.string(), subject: z.string(), byGroups: z.boolean() })
    .nullable()
    .default(null),
});

/** People who sign in, in SQLite. */
export function userRecords(
  { run, all, one }: Pick<Access, "run" | "all" | "one">,
  vault: Vault,
): RecordStore["users"] {
  return {
    list: () =>
      all("SELECT body FROM user ORDER BY id").map(
        (row): UserRecord => userSchema.parse(JSON.parse(vault.open(text(row, "body")))),
      ),
    put: (user) =>
      run("INSERT OR REPLACE INTO user VALUES (?, ?)", user.id, vault.seal(JSON.stringify(user))),
    remove(id) {
      run("DELETE FROM userLink WHERE user = ?", id);
      run("DELETE FROM session WHERE user = ?", id);
      run("DELETE FROM user WHERE id = ?", id);
    },
    addLink(codeHash, { user, expiresMs }) {
      run("DELETE FROM userLink WHERE user = ?", user);
      run("INSERT INTO userLink VALUES (?, ?, ?)", codeHash, user, expiresMs);
    },
    findLink(codeHash, nowMs) {
      const row = one("SELECT user FROM userLink WHERE codeHash = ? AND expiresMs > ?", codeHash, nowMs);
      return row === undefined ? undefined : text(row, "user");
    },
    removeLinksOf: (user) => run("DELETE FROM userLink WHERE user = ?", user),
    secondFactorRoles: () =>
      all("SELECT role FROM secondFactorRole").map((row) => roleSchema.parse(row["role"])),
    setSecondFactorRoles(roles) {
      run("DELETE FROM secondFactorRole");
      for (const role of roles) run("INSERT OR IGNORE INTO secondFactorRole VALUES (?)", role);
    },
  };
}

/** Signed-in browsers, in SQLite. */
export function sessionRecords({ run, one }: Pick<Access, "run" | "one">): RecordStore["sessions"] {
  return {
    add(tokenHash, { user, expiresMs }) {
      run(
        "INSERT OR REPLACE INTO session (tokenHash, expiresMs, user) VALUES (?, ?, ?)",
        ...[tokenHash, expiresMs, user],
      );
    },
    find(tokenHash, nowMs) {
      const row = one("SELECT * FROM session WHERE tokenHash = ? AND expiresMs > ?", tokenHash, nowMs);
      return row === undefined
        ? undefined
        : { user: textOrNull(row, "user"), expiresMs: number(row, "expiresMs") };
    },
    remove: (tokenHash) => run("DELETE FROM session WHERE tokenHash = ?", tokenHash),
    removeOf: (user) => run("DELETE FROM session WHERE user = ?", user),
  };
}
