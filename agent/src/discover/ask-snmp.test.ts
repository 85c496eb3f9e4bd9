import { expect, test } from "vitest";
import { accessesToTry, nameLocalPorts } from "./ask-snmp.ts";

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

test("LLDP ports that are numbers or hardware addresses get the names of their interfaces", () => {
  const interfaces = [
    { index: 3, name: "Gi0/3" },
    { index: 520, name: "ge-0/0/0" },
    { index: 7, name: "ether7" },
    { index: 8, name: "8" },
  ];
  const ports: ReadonlyArray<[localPort: string, number: number, named: string]> = [
    ["520", 520, "ge-0/0/0"],
    ["D4:CA:6D:EA:FE:91", 7, "ether7"],
    // a name that is nobody's stays, since its number may be no ifIndex
    ["GigabitEthernet1/0/3", 3, "GigabitEthernet1/0/3"],
    ["8", 3, "8"],
    ["999", 999, "999"],
  ];
  const neighbours = ports.map(([localPort, localPortNumber]) => ({ localPort, localPortNumber }));
  expect(nameLocalPorts(neighbours, interfaces).map(({ localPort }) => localPort)).toEqual(
    ports.map(([, , named]) => named),
  );
});
