import { describe, expect, test } from "vitest";
import { readInterfaceAddresses } from "./interface-address.ts";
import { nameLocalPorts, readLldpNeighbours } from "./lldp.ts";
import { scriptedSession } from "./scripted-session.ts";

const text = (value: string) => Buffer.from(value);
const remote = "1.0.8802.1.1.2.1.4.1.1";
const local = "1.0.8802.1.1.2.1.3.7.1";
const management = "1.0.8802.1.1.2.1.4.2.1.4";

describe("readLldpNeighbours", () => {
  test("tells who is at the end of each cable, by the names of the ports", async () => {
    const session = scriptedSession("2c", {
      [`${remote}.7.100.24.1`]: text("Gi1/0/1"),
      [`${remote}.8.100.24.1`]: text("to the hall"),
      [`${remote}.9.100.24.1`]: text("core-sw1"),
      // a hardware address for a port, and a name meant to do harm
      [`${remote}.7.200.3.2`]: Buffer.from([0, 1, 2, 3, 4, 0xff]),
      [`${remote}.8.200.3.2`]: text("eth0"),
      [`${remote}.9.200.3.2`]: text("evil\u001b[2J\nname"),
      [`${local}.3.24`]: text("Gi0/24"),
      [`${local}.4.3`]: text("uplink"),
      [`${management}.100.24.1.1.4.10.20.30.9`]: 7,
      [`${management}.200.3.2.2.16.1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16`]: 7,
    });
    expect(await readLldpNeighbours(session)).toEqual([
      { localPort: "uplink", localPortNumber: 3, sysName: "evil [2J name", port: "eth0" },
      {
        localPort: "Gi0/24",
        localPortNumber: 24,
        sysName: "core-sw1",
        port: "Gi1/0/1",
        address: "10.20.30.9",
      },
    ]);
  });

  test("a device without LLDP is asked once", async () => {
    const session = scriptedSession("2c", { "1.3.6.1.2.1.1.5.0": text("x") });
    expect(await readLldpNeighbours(session)).toEqual([]);
    expect(session.asked).toHaveLength(1);
  });
});

describe("readInterfaceAddresses", () => {
  const table = "1.3.6.1.2.1.4.20.1";

  test("reads addresses with their masks; one with holes is no mask", async () => {
    const session = scriptedSession("2c", {
      [`${table}.2.10.0.0.1`]: 2,
      [`${table}.3.10.0.0.1`]: "255.255.255.252",
      [`${table}.2.10.0.1.1`]: 3,
      [`${table}.3.10.0.1.1`]: "255.0.255.0",
      [`${table}.2.10.0.2.1`]: 4,
      [`${table}.3.10.0.2.1`]: "255.255.255.255",
      [`${table}.2.300.0.0.1`]: 5,
    });
    expect(await readInterfaceAddresses(session)).toEqual([
      { ifIndex: 2, address: "10.0.0.1", prefixLength: 30 },
      { ifIndex: 3, address: "10.0.1.1" },
      { ifIndex: 4, address: "10.0.2.1", prefixLength: 32 },
    ]);
  });

  test("a device with the new table only", async () => {
    const session = scriptedSession("2c", {
      "1.3.6.1.2.1.4.34.1.3.1.4.10.0.0.1": 2,
      "1.3.6.1.2.1.4.34.1.3.2.16.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1": 1,
    });
    expect(await readInterfaceAddresses(session)).toEqual([{ ifIndex: 2, address: "10.0.0.1" }]);
  });
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
