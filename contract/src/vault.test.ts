import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createVault, isSealed, vaultKeyBytes } from "./vault.ts";

const key = () => randomBytes(vaultKeyBytes);

it("opens what it sealed, whatever it is, and seals it otherwise each time", () => {
  const vault = createVault([key()]);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (plain) => {
      const sealed = vault.seal(plain);
      expect(vault.open(sealed)).toBe(plain.toWellFormed());
      expect(vault.seal(plain)).not.toBe(sealed);
      expect(isSealed(sealed)).toBe(true);
      expect(isSealed(plain)).toBe(false);
    }),
  );
});

it("opens nothing that was altered by a bit, cut short, or sealed elsewhere", () => {
  const vault = createVault([key()]);
  const sealed = vault.seal("cộng đồng: b1-m4t");
  const at = sealed.lastIndexOf(":") + 1;
  const bytes = Buffer.from(sealed.slice(at), "base64");
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const altered = Buffer.from(bytes);
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => vault.open(sealed.slice(0, at) + altered.toString("base64"))).toThrow(/was altered/);
  }
  expect(() => vault.open(sealed.slice(0, at) + bytes.subarray(0, 20).toString("base64"))).toThrow(
    /cut short/,
  );
  expect(() => createVault([key()]).open(sealed)).toThrow(/not in vault.key/);
  for (const text of ["", "public", "sealed:1:", `${sealed}\n`]) {
    expect(() => vault.open(text)).toThrow(/cannot be opened/);
  }
});

it("opens what earlier keys sealed, and seals with the first", () => {
  const [old, next] = [key(), key()];
  const before = createVault([old]).seal("x");
  const both = createVault([next, old]);
  expect(both.open(before)).toBe("x");
  expect(createVault([next]).open(both.seal("y"))).toBe("y");
});
