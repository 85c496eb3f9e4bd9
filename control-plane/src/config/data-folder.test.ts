import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.ts";

const fresh = () => join(mkdtempSync(join(tmpdir(), "haidang-data-")), "data");

describe("openDataFolder", () => {
  it("makes the folder and a key that only its owner can read", () => {
    const data = openDataFolder(fresh());
    expect(statSync(data.path).mode & 0o777).toBe(0o700);
    expect(statSync(data.file("admin.key")).mode & 0o777).toBe(0o600);
    expect(data.adminKey).toHaveLength(43);
    expect(readFileSync(data.file("admin.key"), "utf8").trim()).toBe(data.adminKey);
  });
  it("keeps the key it has, and makes another for another folder", () => {
    const path = fresh();
    const first = openDataFolder(path).adminKey;
    expect(openDataFolder(path).adminKey).toBe(first);
    expect(openDataFolder(fresh()).adminKey).not.toBe(first);
  });
  it("refuses a key others could have read, and says how to mend it", () => {
    const data = openDataFolder(fresh());
    chmodSync(data.file("admin.key"), 0o644);
    expect(() => openDataFolder(data.path)).toThrow(/can be read by other users/);
  });
  it("refuses a folder of ours that others could have entered, but takes one made by hand", () => {
    const data = openDataFolder(fresh());
    chmodSync(data.path, 0o750);
    expect(() => openDataFolder(data.path)).toThrow(/data can be read by other users.*mode 750/);
    const byHand = fresh();
    mkdirSync(byHand, { mode: 0o755 });
    expect(statSync(openDataFolder(byHand).path).mode & 0o777).toBe(0o700);
  });
  it("says that a place is no use where nothing can be made", () => {
    expect(() => openDataFolder("/proc/haidang/data")).toThrow(/\/proc\/haidang\/data cannot be used/);
  });
  it("refuses an empty key", () => {
    const data = openDataFolder(fresh());
    writeFileSync(data.file("admin.key"), "\n", { mode: 0o600 });
    expect(() => openDataFolder(data.path)).toThrow(/holds no usable key/);
  });
});
