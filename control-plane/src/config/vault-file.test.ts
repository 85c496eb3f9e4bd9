import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openVaultFile } from "./vault-file.ts";

const fresh = () => join(mkdtempSync(join(tmpdir(), "haidang-vault-")), "vault.key");

it("makes a key that only its owner can read, and opens with it the next time", () => {
  const path = fresh();
  const sealed = openVaultFile(path).seal("x");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(openVaultFile(path).open(sealed)).toBe("x");
  expect(() => openVaultFile(fresh()).open(sealed)).toThrow(/not in vault.key/);
});

it("refuses a key others could have read", () => {
  const path = fresh();
  openVaultFile(path);
  chmodSync(path, 0o640);
  expect(() => openVaultFile(path)).toThrow(/vault.key can be read by other users.*mode 640/);
});

it.each(["", "\n", "short\n", "no end of line"])("refuses a file that holds %j", (text) => {
  const path = fresh();
  writeFileSync(path, text, { mode: 0o600 });
  expect(() => openVaultFile(path)).toThrow(/holds no usable key/);
});

it("changes its key in two steps, and a crash between them loses nothing", () => {
  const path = fresh();
  const vault = openVaultFile(path);
  const old = vault.seal("old");
  vault.beginChange();
  const next = vault.seal("new");
  const afterCrash = openVaultFile(path);
  expect(afterCrash.changing()).toBe(true);
  expect([afterCrash.open(old), afterCrash.open(next)]).toEqual(["old", "new"]);
  vault.endChange();
  expect(vault.changing()).toBe(false);
  expect(vault.open(next)).toBe("new");
  expect(() => vault.open(old)).toThrow(/not in vault.key/);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(2);
});
