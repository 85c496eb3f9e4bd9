import { expect, test } from "vitest";
import { parseSelector, parseStep } from "./selector.ts";

test("a measurement, its fields, an object and tags", () => {
  const words = {
    measurement: "interface.inBps,outBps",
    object: "device/core-sw-1",
    tag: ["ifName=Gi0/1=x"],
  };
  expect(parseSelector(words, "en")).toEqual({
    measurement: "interface",
    field: "inBps,outBps",
    kind: "device",
    id: "core-sw-1",
    tags: { ifName: "Gi0/1=x" },
  });
  expect(parseSelector({ measurement: "host", kind: "device" }, "en")).toEqual({
    measurement: "host",
    kind: "device",
    tags: {},
  });
});

test.each([
  [{ measurement: ".x" }, '".x" is not a measurement or measurement.field'],
  [{ measurement: "icmp." }, '"icmp." is not a measurement or measurement.field'],
  [{ measurement: "icmp", object: "lnk/a" }, '"lnk/a" is not an object such as link/co-to-1'],
  [{ measurement: "icmp", object: "link/" }, '"link/" is not an object such as link/co-to-1'],
  [{ measurement: "icmp", tag: ["=x"] }, '"=x" is not a tag such as ifName=eth0'],
])("%j: %s", (words, message) => {
  expect(() => parseSelector(words, "en")).toThrow(expect.objectContaining({ code: "usage", message }));
});

test("steps", () => {
  expect(parseStep("5m", "max", "en")).toEqual({ stepS: 300, aggregate: "max" });
  expect(parseStep(undefined, undefined, "en")).toEqual({});
  expect(() => parseStep(undefined, "max", "en")).toThrow("--aggregate needs a --step");
});
