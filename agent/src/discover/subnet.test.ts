import { describe, expect, test } from "vitest";
import {
  addressesOf,
  compareAddresses,
  isInside,
  parseSubnet,
  type Subnet,
  type SubnetFault,
} from "./subnet.ts";

function subnetOf(text: string, isLargeMeant = false): Subnet {
  const subnet = parseSubnet(text, isLargeMeant);
  if ("fault" in subnet) throw new Error(subnet.fault);
  return subnet;
}

describe("parseSubnet", () => {
  test.each<[string, string, number, string, string]>([
    ["10.20.30.0/24", "10.20.30.0/24", 254, "10.20.30.1", "10.20.30.254"],
    ["10.20.30.77/24", "10.20.30.0/24", 254, "10.20.30.1", "10.20.30.254"],
    ["10.20.30.4/30", "10.20.30.4/30", 2, "10.20.30.5", "10.20.30.6"],
    ["10.20.30.5/31", "10.20.30.4/31", 2, "10.20.30.4", "10.20.30.5"],
    ["10.20.30.5/32", "10.20.30.5/32", 1, "10.20.30.5", "10.20.30.5"],
    [" 10.20.30.5 ", "10.20.30.5/32", 1, "10.20.30.5", "10.20.30.5"],
    ["10.20.16.0/20", "10.20.16.0/20", 4094, "10.20.16.1", "10.20.31.254"],
    ["223.255.255.0/24", "223.255.255.0/24", 254, "223.255.255.1", "223.255.255.254"],
  ])("%s is %s with %d hosts", (text, cidr, hosts, first, last) => {
    const subnet = subnetOf(text);
    const addresses = addressesOf(subnet);
    expect(subnet).toMatchObject({ cidr, hosts });
    expect([addresses.length, addresses[0], addresses.at(-1)]).toEqual([hosts, first, last]);
  });

  test("more than a /20 has to be meant, and a /16 is the most", () => {
    expect(parseSubnet("10.20.0.0/19")).toEqual({ fault: "large" });
    expect(subnetOf("10.20.0.0/16", true).hosts).toBe(65_534);
    expect(parseSubnet("10.0.0.0/15", true)).toEqual({ fault: "too_large" });
  });

  test.each<[string, SubnetFault]>([
    ["", "form"],
    ["10.20.30", "form"],
    ["10.20.30.0/24/8", "form"],
    ["10.20.30.256/24", "form"],
    ["010.020.030.000/24", "form"],
    ["-f/24", "form"],
    ["router.example.vn/24", "form"],
    ["10.20.30.0/", "prefix"],
    ["10.20.30.0/33", "prefix"],
    ["10.20.30.0/-1", "prefix"],
    ["10.20.30.0/24x", "prefix"],
    ["2001:db8::/64", "ipv6"],
    ["0.0.0.0/24", "reserved"],
    ["224.0.0.0/24", "reserved"],
    ["255.255.255.255", "reserved"],
    ["0.0.0.0/0", "reserved"],
  ])("%j is refused: %s", (text, fault) => expect(parseSubnet(text)).toEqual({ fault }));
});

test("network and broadcast are outside", () => {
  const subnet = subnetOf("10.20.30.0/24");
  const addresses = ["10.20.30.0", "10.20.30.1", "10.20.30.254", "10.20.30.255", "10.20.31.1", "::1"];
  expect(addresses.map((address) => isInside(subnet, address))).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("addresses are in order as numbers", () => {
  expect(["10.0.0.10", "10.0.0.9", "9.255.0.1"].toSorted(compareAddresses)).toEqual([
    "9.255.0.1",
    "10.0.0.9",
    "10.0.0.10",
  ]);
});
