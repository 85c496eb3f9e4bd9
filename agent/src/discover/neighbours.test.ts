import { expect, test } from "vitest";
import { parseArpTable, readNeighbours, withoutProxied } from "./neighbours.ts";

test("only neighbours that answered count", () => {
  const table = `IP address       HW type     Flags       HW address            Mask     Device
10.77.0.52       0x1         0x2         9E:97:c2:06:c5:6f     *        cable
10.77.0.53       0x1         0x0         00:00:00:00:00:00     *        cable
10.77.0.54       0x1         0x2         00:00:00:00:00:00     *        cable
10.77.0.55       0x1         0x6         9e:97:c2:06:c5:70     *        cable
garbage
`;
  expect([...parseArpTable(table)]).toEqual([
    ["10.77.0.52", "9e:97:c2:06:c5:6f"],
    ["10.77.0.55", "9e:97:c2:06:c5:70"],
  ]);
});

test("without such a table there are no neighbours to tell", async () => {
  expect(await readNeighbours("/no/such/table")).toEqual(new Map());
});

test("addresses a router answers ARP for are no hosts, unless they are heard", () => {
  const octets = [1, 2, 3, 4, 5];
  const neighbours = new Map(octets.map((octet) => [`10.0.0.${octet}`, "00:00:5e:00:01:01"]));
  neighbours.set("10.0.0.9", "9e:97:c2:06:c5:6f");
  const kept = withoutProxied(neighbours, (address) => address === "10.0.0.1");
  expect([...kept.keys()]).toEqual(["10.0.0.1", "10.0.0.9"]);
});
