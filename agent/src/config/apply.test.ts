import type { Check } from "@haidang/contract/check.ts";
import { describe, expect, it } from "vitest";
import { diffChecks, readConfig } from "./apply.ts";

const host: Check = {
  id: "host:device/a",
  probe: "host",
  target: { kind: "device", id: "a" },
  intervalMs: 10_000,
  retryIntervalMs: 10_000,
  timeoutMs: 1000,
  settings: {},
};

describe("readConfig", () => {
  it("leaves out a check it does not understand and keeps the others", () => {
    const config = readConfig({ version: "v1", checks: [host, { ...host, id: "sip:x", probe: "sip" }, 7] });
    if (typeof config === "string") throw new Error(config);
    expect(config.checks).toEqual([host]);
    expect(config.unknown.map(({ check }) => check)).toEqual(["sip:x", "?"]);
  });
  it("is a sentence for what is no configuration", () => {
    for (const value of [
      undefined,
      null,
      [],
      {},
      { version: "", checks: [] },
      { version: "v", checks: {} },
    ]) {
      expect(typeof readConfig(value), JSON.stringify(value)).toBe("string");
    }
  });
  it("takes a check named twice once", () => {
    expect(readConfig({ version: "v", checks: [host, host] })).toMatchObject({ checks: [host] });
  });
});

it("diffChecks names only what differs", () => {
  const before = new Map(
    [host, { ...host, id: "b" }, { ...host, id: "c" }].map((check) => [check.id, check]),
  );
  const after = [{ ...host }, { ...host, id: "b", intervalMs: 5000 }, { ...host, id: "d" }];
  const { added, changed, removed } = diffChecks(before, after);
  expect([added, changed].map((list) => list.map(({ id }) => id))).toEqual([["d"], ["b"]]);
  expect(removed).toEqual(["c"]);
});
