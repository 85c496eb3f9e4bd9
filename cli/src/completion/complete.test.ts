import { expect, test } from "vitest";
import { answerText } from "./answer.ts";
import { complete, type KnownCommands } from "./complete.ts";

const output = { char: "o", type: "option", options: ["table", "json"] };
const commands: KnownCommands = {
  "link:list": {
    flags: { output, filter: { type: "option" }, watch: { char: "w", type: "boolean" } },
    args: {},
  },
  "link:show": { flags: { output }, args: { name: {} } },
  "maintenance:add": { flags: { output }, args: { kind: { options: ["link", "unit"] }, name: {} } },
  uptime: { flags: { under: { type: "option" }, object: { type: "option" } }, args: {} },
  "store:secret": { flags: {}, args: {}, hidden: true },
};
const names = {
  link: [
    ["co-to-1", "Cô Tô 1"],
    ["co-to-2", "Cô Tô 2"],
    ["dao-1", "Đường ra đảo"],
  ],
  unit: [["ha-long", "Phường Hạ Long"]],
} as const;
const of = (line: string) => complete(line.split(" "), commands, names).map(({ value }) => value);

test.each([
  ["", ["link", "maintenance", "uptime"]],
  ["li", ["link"]],
  ["link ", ["list", "show"]],
  ["link show ", ["co-to-1", "co-to-2", "dao-1"]],
  ["link show co-", ["co-to-1", "co-to-2"]],
  ["link show duong", ["dao-1"]],
  ["link show -o json d", ["dao-1"]],
  ["link list -w --o", ["--output"]],
  ["link list -o ", ["table", "json"]],
  ["link list --output=j", ["--output=json"]],
  ["maintenance add ", ["link", "unit"]],
  ["maintenance add unit ha", ["ha-long"]],
  ["uptime --under h", ["ha-long"]],
  ["uptime --object ", ["link/", "unit/"]],
  ["uptime --object link/co", ["link/co-to-1", "link/co-to-2"]],
  ["link list --filter ", []],
  ["constructor show ", []],
])("%j is completed to %j", (line, values) => expect(of(line)).toEqual(values));

test("bash takes nothing back that was typed, others get names too, without what a terminal obeys", () => {
  const found = [
    { value: "co-to-1", about: "Cô Tô\u001b[31m" },
    { value: "dao-1", about: "Đảo" },
  ];
  expect(answerText("bash", "duo", found)).toBe("");
  expect(answerText("bash", "duo", found.slice(1))).toBe("dao-1\n");
  expect(answerText("bash", "", found)).toBe("co-to-1\ndao-1\n");
  expect(answerText("zsh", "duo", found)).toBe("co-to-1\tCô Tô [31m\ndao-1\tĐảo\n");
});
