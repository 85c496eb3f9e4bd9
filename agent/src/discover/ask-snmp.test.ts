import { expect, test } from "vitest";
import { accessesToTry } from "./ask-snmp.ts";

test("a user is tried first, then communities by version 2c, and version 1 last", () => {
  const user = { version: "3", user: "giam-sat" } as const;
  expect(accessesToTry(user, ["a", "b"])).toEqual([
    user,
    { version: "2c", community: "a" },
    { version: "2c", community: "b" },
    { version: "1", community: "a" },
    { version: "1", community: "b" },
  ]);
});
