import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { debianArchitecture } from "./deb.ts";
import { noticeOf } from "./notice.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "haidang-notice-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function npmPackage(name: string, license: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, "package.json"), JSON.stringify({ name, version: "1.2.3", license }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
  return name;
}

it("holds each licence word for word", () => {
  const notice = noticeOf(root, [npmPackage("one", "ISC", { LICENSE: "Permission by One\n" })]);
  expect(notice).toContain("one 1.2.3 (ISC)\n\nPermission by One\n");
});

it("takes authors from the README where only that names them", () => {
  const readme = "# two\n\nCopyright (c) 2013 Somebody\n\nMIT, see elsewhere\n";
  const notice = noticeOf(root, [npmPackage("two", "MIT", { "README.md": readme })]);
  expect(notice).toMatch(/Copyright \(c\) 2013 Somebody\n\nPermission is hereby granted/);
});

it.each([
  ["MIT", { "README.md": "# three" }],
  ["ISC", { "README.md": "Copyright (c) 2013 Somebody" }],
])("gives nothing away whose licence is not told: %s, %j", (license, files) => {
  const path = npmPackage("three", license, files);
  expect(() => noticeOf(root, [path])).toThrow(/tells no licence/);
});

it("knows Debian's names of machines, and that it knows not all", () => {
  expect(debianArchitecture("x64")).toBe("amd64");
  expect(debianArchitecture("arm64")).toBe("arm64");
  expect(() => debianArchitecture("mips")).toThrow("There is no Debian package for machines of kind mips.");
});
