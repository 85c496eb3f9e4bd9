import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolder, readJson, writePrivate } from "./folder.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "haidang-folder-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("makes a folder that only its owner can read, however deep", () => {
  const folder = join(root, "a", "b", "c");
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it("says in one sentence when the folder cannot be", () => {
  writeFileSync(join(root, "file"), "");
  for (const folder of ["/proc/haidang", join(root, "file", "below"), join(root, "file")]) {
    expect(() => {
      makeFolder(folder);
      writePrivate(join(folder, "x"), "");
    }, folder).toThrow(/cannot be used|ENOTDIR|not a directory/);
  }
});

it("replaces a private file whole and leaves no draft", () => {
  const path = join(root, "config.json");
  writeFileSync(path, "old", { mode: 0o644 });
  writePrivate(path, '{"a":1}');
  expect(readFileSync(path, "utf8")).toBe('{"a":1}');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(root)).toEqual(["config.json"]);
  expect(readJson(path)).toEqual({ value: { a: 1 } });
});

it("tells no file from a damaged one", () => {
  expect(readJson(join(root, "none"))).toBeUndefined();
  writeFileSync(join(root, "bad"), "{");
  expect(readJson(join(root, "bad"))).toBe("damaged");
  expect(() => readJson(root)).toThrow(/cannot be read/);
});
