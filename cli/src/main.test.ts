import { expect, test } from "vitest";
import { globalsLast } from "./main.ts";

test.each([
  [
    ["--json", "status"],
    ["status", "--json"],
  ],
  [
    ["--lang", "vi", "link", "list"],
    ["link", "list", "--lang", "vi"],
  ],
  [
    ["--lang=vi", "-o", "csv", "link", "list"],
    ["link", "list", "--lang=vi", "-o", "csv"],
  ],
  [
    ["--json", "probe", "icmp", "--", "-f"],
    ["probe", "icmp", "--json", "--", "-f"],
  ],
  [
    ["status", "--json"],
    ["status", "--json"],
  ],
  [["--help"], ["--help"]],
  [["--lang", "vi"], []],
  [[], []],
])("%j runs as %j", (argv, ordered) => {
  expect(globalsLast(argv)).toEqual(ordered);
});
