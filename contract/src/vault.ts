import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { HaidangError } from "./error.ts";

/**
 * Not for the page: of all the contract only this needs Node's cryptography.
 *
 * Keeps secrets unreadable wherever they are written down: what is sealed opens only with a key of this
 * installation.
 */
export interface Vault {
  /** Another text each time, though the same was sealed. */
  seal(plain: string): string;
  /** Throws `data_folder` for what was sealed with another key, was altered or is no sealed text. */
  open(sealed: string): string;
}

/** 256 bits for AES-256-GCM (NIST SP 800-38D). */
export const vaultKeyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** Where the keys lie, and what to do when one is missing. */
export interface KeyFile {
  name: string;
  mend: string;
}

/** Of the control plane. */
const vaultKeyFile: KeyFile = {
  name: "vault.key",
  mend: "put back the vault.key that belongs to this data folder; a backup made with --with-keys has it",
};

/** What every sealed text begins with. */
export const sealMark = "sealed:1:";

/** Whether a text is one that a vault made. */
export function isSealed(text: string): boolean {
  return text.startsWith(sealMark);
}

/** Seals with the first of these keys, and opens what any of them sealed. The list is read at each call. */
export function createVault(keys: readonly [Buffer, ...Buffer[]], keyFile: KeyFile = vaultKeyFile): Vault {
  const unopened = (why: string, cause?: unknown) =>
    new HaidangError("data_folder", `what was sealed cannot be opened: ${why}`, {
      hint: keyFile.mend,
      cause,
    });
  const keyNamed = (name: string): Buffer | undefined => keys.find((key) => keyName(key) === name);
  return {
    seal(plain) {
      const [key] = keys;
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `${sealMark}${keyName(key)}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64")}`;
    },
    open(sealed) {
      const [, name = "", text = ""] = /^sealed:1:([0-9a-f]{8}):([A-Za-z0-9+/=]+)(?!\n)$/.exec(sealed) ?? [];
      const key = keyNamed(name);
      if (key === undefined) throw unopened(`it was sealed with a key that is not in ${keyFile.name}`);
      const bytes = Buffer.from(text, "base64");
      if (bytes.length < ivBytes + tagBytes) throw unopened("it is cut short");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      try {
        const body = decipher.update(bytes.subarray(ivBytes + tagBytes));
        return Buffer.concat([body, decipher.final()]).toString("utf8");
      } catch (cause) {
        throw unopened("it was altered", cause);
      }
    },
  };
}

/** Which key sealed something, without a word on the key. */
function keyName(key: Buffer): string {
  return createHash("sha256").update("haidang vault key").update(key).digest("hex").slice(0, 8);
}
