import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openVaultFile, type VaultFile } from "../src/config/vault-file.ts";

/** A vault in a test, with a key of its own. */
export function scriptedVault(): VaultFile {
  return openVaultFile(join(mkdtempSync(join(tmpdir(), "haidang-scripted-")), "vault.key"));
}
