import { expect, test } from "vitest";
import { addressesOf, usable } from "./addresses.ts";

const kept = { url: "https://old:8700", told: ["https://a", "https://b"] };

test("what the control plane said goes before the settings, this machine before all", () => {
  expect(addressesOf([], kept)).toEqual(["https://a", "https://b", "https://old:8700"]);
  expect(addressesOf(["https://b", "https://c"], kept)).toEqual(["https://a", "https://b", "https://c"]);
  expect(addressesOf(["http://127.0.0.1:1"], kept)).toEqual(["http://127.0.0.1:1", "https://a", "https://b"]);
  expect(addressesOf([], { url: "https://old:8700" })).toEqual(["https://old:8700"]);
  expect(addressesOf([], undefined)).toEqual([]);
});

test("plain HTTP to another machine is not taken even from the control plane", () => {
  const { urls, faults } = usable(["https://a/", "http://10.0.0.1:8700", "nonsense"]);
  expect(urls).toEqual(["https://a"]);
  expect(faults).toEqual([
    expect.stringContaining("http://10.0.0.1:8700: HAIDANG_URL is plain HTTP"),
    expect.stringContaining("nonsense: HAIDANG_URL is not a web address"),
  ]);
});
