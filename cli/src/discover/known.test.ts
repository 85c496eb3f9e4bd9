import { expect, test } from "vitest";
import { knownOf } from "./known.ts";

test("addresses are known however an object has them", () => {
  const known = knownOf([
    { kind: "unit", id: "co-to", address: undefined },
    { kind: "device", id: "sw1", address: "10.0.0.1" },
    { kind: "service", id: "web", address: "https://10.0.0.2:8443/a" },
    { kind: "service", id: "db", address: "10.0.0.3:5432" },
    { kind: "service", id: "dns", address: "www.example.vn A @10.0.0.4" },
    { kind: "service", id: "again", address: "10.0.0.1" },
    { kind: "device", id: "named", address: "router.example.vn" },
    { kind: "device", id: "six", address: "2001:db8::1" },
  ]);
  expect([...known.byAddress]).toEqual([
    ["10.0.0.1", "device/sw1"],
    ["10.0.0.2", "service/web"],
    ["10.0.0.3", "service/db"],
    ["10.0.0.4", "service/dns"],
  ]);
  expect(known.ids.has("co-to")).toBe(true);
});
