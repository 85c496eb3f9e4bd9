import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { HaidangError } from "@haidang/contract/error.ts";
import { createVault, type Vault, vaultKeyBytes } from "@haidang/contract/vault.ts";
import { refuseWiderMode, writePrivateFile } from "./private-file.ts";

/** A vault whose keys lie in `vault.key`, the newest first, a line each. */
export interface VaultFile extends Vault {
  /** Whether a change of key was begun and not ended: what the old key sealed has to be sealed anew. */
  changing(): boolean;
  /** Seals with a new key from now on. The file has it when this returns. */
  beginChange(): void;
  /** Gives up all keys but the newest; call it once nothing is left that they sealed. */
  endChange(): void;
}

/** Opens the file of keys, making it on the first start. Throws `data_folder` when it is damaged or others may read it. */
export function openVaultFile(path: string): VaultFile {
  if (!existsSync(path)) writeKeys(path, [newKey()]);
  refuseWiderMode(path, `run: chmod 600 ${path}, then change the key with: haidang secret rotate-key`);
  const keys = readKeys(path);
  const vault = createVault(keys);
  return {
    ...vault,
    changing: () => keys.length > 1,
    beginChange() {
      const key = newKey();
      writeKeys(path, [key, ...keys]);
      keys.unshift(key);
    },
    endChange() {
      writeKeys(path, keys.slice(0, 1));
      keys.splice(1);
    },
  };
}

function newKey(): Buffer {
  return randomBytes(vaultKeyBytes);
}

function writeKeys(path: string, keys: readonly Buffer[]): void {
  writePrivateFile(path, keys.map((key) => `${key.toString("base64url")}\n`).join(""));
}

function readKeys(path: string): [Buffer, ...Buffer[]] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  const keys = lines.map((line) => Buffer.from(line, "base64url"));
  const [newest, ...others] = keys;
  if (newest === undefined || keys.some((key) => key.length !== vaultKeyBytes)) {
    throw new HaidangError("data_folder", `${path} holds no usable key`, {
      hint: "put back the file from a backup made with --with-keys; without it what it sealed cannot be read",
    });
  }
  return [newest, ...others];
}
