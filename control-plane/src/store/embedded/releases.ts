import type { ReleaseRecords } from "../releases.ts";
import { type Access, number, text } from "./row.ts";

/** Versions of the agent, in SQLite, so that a backup of the records has them. */
export function releaseRecords({ run, all, one }: Pick<Access, "run" | "all" | "one">): ReleaseRecords {
  return {
    list: () =>
      all(
        "SELECT sequence, version, sha256, bytes, signature, addedMs, actor FROM release ORDER BY sequence",
      ).map((row) => ({
        sequence: number(row, "sequence"),
        version: text(row, "version"),
        sha256: text(row, "sha256"),
        bytes: number(row, "bytes"),
        signature: text(row, "signature"),
        addedMs: number(row, "addedMs"),
        by: text(row, "actor"),
      })),
    add: ({ sequence, version, sha256, bytes, signature, addedMs, by }, bundle) =>
      run(
        "INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ...[sequence, version, sha256, bytes, signature, addedMs, by],
        bundle,
      ),
    bundle(sha256) {
      const found = one("SELECT bundle FROM release WHERE sha256 = ?", sha256)?.["bundle"];
      return found instanceof Uint8Array ? found : undefined;
    },
  };
}
