import type { FoundSnmp } from "@haidang/agent/discover/ask-snmp.ts";
import type { FoundHost, SubnetReport } from "@haidang/agent/discover/discover-subnet.ts";
import { parseSubnet } from "@haidang/agent/discover/subnet.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { languages } from "@haidang/contract/text.ts";
import { describe, expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { nothingKnown } from "./known.ts";
import { proposalYaml } from "./proposal-yaml.ts";
import { type ProposalOptions, propose } from "./propose.ts";

const nothing = { sip: [], pages: [] };

function snmp(sysName: string, more: Partial<FoundSnmp> = {}): FoundSnmp {
  return {
    access: { version: "2c", community: "public" },
    port: 161,
    identity: {
      sysObjectID: ".1.3.6.1.4.1.9.1.1208",
      sysName,
      sysDescr: "Cisco IOS Software, C2960X",
      vendor: "Cisco",
      model: "WS-C2960X-24TS-L",
    },
    profile: "cisco",
    interfaces: [],
    neighbours: [],
    ...more,
  };
}

const hostile = 'x"]\u001b[2J\r\n- {id: a}: &b *b !!js # \u202e';

/** What a search of an office could have found, in every kind there is. */
const office: FoundHost[] = [
  {
    address: "10.20.30.1",
    rttMs: 0.4,
    isComplete: true,
    reverseName: "gw.co-to.vn",
    services: { ...nothing, pages: [{ url: "http://10.20.30.1/", statusCode: 200, title: "Login" }] },
    snmp: snmp("rtr-co-to", {
      interfaces: [
        {
          index: 1,
          name: "Gi0/0",
          alias: "Cô Tô – Vân Đồn",
          operStatus: "up",
          addresses: [{ address: "172.16.0.2", prefixLength: 30 }],
        },
        {
          index: 2,
          name: "Gi0/1",
          alias: "",
          operStatus: "up",
          addresses: [
            { address: "10.20.30.1", prefixLength: 24 },
            { address: "10.20.30.2", prefixLength: 24 },
          ],
        },
        {
          index: 3,
          name: "Gi0/2",
          alias: "",
          operStatus: "up",
          addresses: [{ address: "172.16.0.5", prefixLength: 31 }],
        },
        {
          index: 4,
          name: "Gi0/3",
          alias: "",
          operStatus: "down",
          addresses: [{ address: "172.16.0.9", prefixLength: 30 }],
        },
      ],
      neighbours: [
        { localPort: "Gi0/1", localPortNumber: 2, sysName: "sw1", port: "Gi1/0/24", address: "10.20.30.3" },
        { localPort: "Gi0/2", localPortNumber: 3, sysName: "pe-van-don" },
      ],
    }),
  },
  { address: "10.20.30.2", rttMs: 0.4, isComplete: true, services: nothing, snmp: snmp("rtr-co-to") },
  {
    address: "10.20.30.3",
    rttMs: 1,
    isComplete: true,
    services: nothing,
    snmp: snmp(hostile, { access: { version: "1", community: "a: b # c" }, port: 1161 }),
  },
  {
    address: "10.20.30.9",
    isComplete: true,
    services: nothing,
    snmp: snmp("UPS phòng máy", {
      access: {
        version: "3",
        user: "giam-sat",
        auth: { protocol: "sha256", key: "khoa-ky-rieng" },
        privacy: { protocol: "aes128", key: "khoa-ma-rieng" },
      },
    }),
  },
  {
    address: "10.20.30.10",
    rttMs: 2,
    isComplete: true,
    services: {
      ...nothing,
      sip: [{ transport: "udp", detail: "486 Busy Here" }, { transport: "tls" }],
      h323: { gatekeeperName: "GK Cô Tô" },
    },
  },
  {
    address: "10.20.30.11",
    rttMs: 2,
    isComplete: true,
    services: { ...nothing, sip: [{ transport: "tcp" }] },
  },
  {
    address: "10.20.30.20",
    rttMs: 2,
    isComplete: true,
    services: {
      sip: [],
      pages: [
        { url: "http://10.20.30.20/", statusCode: 301 },
        {
          url: "https://dvc.co-to.vn/",
          statusCode: 200,
          title: "Cổng dịch vụ công",
          certificate: { name: "dvc.co-to.vn", chain: "ok" },
        },
      ],
      dns: { isAnswering: true, rcode: "NOERROR" },
    },
  },
  {
    address: "10.20.30.21",
    rttMs: 2,
    isComplete: true,
    services: {
      ...nothing,
      pages: [
        {
          url: "https://10.20.30.21/",
          statusCode: 200,
          certificate: { name: "printer", chain: "DEPTH_ZERO_SELF_SIGNED_CERT" },
        },
      ],
    },
  },
  {
    address: "10.20.30.22",
    rttMs: 2,
    isComplete: true,
    services: { ...nothing, pages: [{ url: "http://10.20.30.22/", statusCode: 503 }] },
  },
  {
    address: "10.20.30.23",
    rttMs: 2,
    isComplete: true,
    services: { ...nothing, dns: { isAnswering: false, rcode: "REFUSED" } },
  },
  {
    address: "10.20.30.30",
    rttMs: 2,
    isComplete: true,
    services: nothing,
    snmpRefused: "the device does not know the user",
  },
  { address: "10.20.30.31", mac: "00:1b:0c:aa:bb:cc", isComplete: true, services: nothing },
  { address: "10.20.30.40", rttMs: 2, isComplete: false },
];

function reportOf(hosts: FoundHost[], isComplete = true): SubnetReport {
  const subnet = parseSubnet("10.20.30.0/24");
  if ("fault" in subnet) throw new Error(subnet.fault);
  return { subnet, hosts, isComplete };
}

function yamlOf(hosts: FoundHost[], options: Partial<ProposalOptions> = {}, isComplete = true): string {
  return proposalYaml(
    propose(reportOf(hosts, isComplete), { known: nothingKnown, all: false, language: "en", ...options }),
  );
}

describe.each(languages)("a proposal in %s", (language) => {
  const yaml = yamlOf(office, { language, namePrefix: "Cô Tô" }, false);

  test("reads as it always did", async () => {
    await expect(yaml).toMatchFileSnapshot(`./fixtures/office.${language}.yaml`);
  });

  test("is an inventory as it is", () => {
    const document = parseDocument(yaml, { version: "1.2", schema: "core" });
    expect([...document.errors, ...document.warnings]).toEqual([]);
    expect(inventorySchema.parse(document.toJS())).toMatchObject({
      devices: { length: 3 },
      videoPoints: { length: 2 },
    });
  });

  test("holds nothing a terminal obeys, hostile names or not", () => {
    expect(yaml).not.toMatch(/[^\n\P{Cc}]|[\u202a-\u202e]/u);
  });

  test("is one still when every comment is taken over", () => {
    // what is commented out begins like an entry or is indented; explanations begin with a word
    const whole = yaml.replace(/^( *)# (?=#|- | {2}|\w+:$)/gm, "$1");
    const merged: unknown = parse(whole);
    expect(inventorySchema.parse(merged)).toMatchObject({
      links: { length: 2 },
      devices: { length: 6 },
      services: { length: 5 },
      videoPoints: { length: 2 },
    });
  });
});

test("what the centre watches is not proposed again, and its ids are not taken", () => {
  const known = {
    byAddress: new Map([
      // another address of the router
      ["10.20.30.2", "device/rtr" as const],
      ["10.20.30.20", "service/web" as const],
    ]),
    ids: new Set(["net-10.20.30.0-24", "gk-co-to"]),
  };
  const inventory = inventorySchema.parse(parse(yamlOf(office, { known })));
  const addresses = [...inventory.devices, ...inventory.videoPoints].map(({ address }) => address);
  expect(addresses).toEqual(["10.20.30.3", "10.20.30.9", "10.20.30.10", "10.20.30.11"]);
  expect(inventory.units.map(({ id }) => id)).toEqual(["net-10.20.30.0-24-2"]);
  expect(inventory.videoPoints.map(({ id }) => id)).toEqual(["gk-co-to-2", "10.20.30.11"]);
  expect(yamlOf(office, { known })).toContain("so not here: 2\n");
  expect(yamlOf(office, { known, all: true })).toContain("10.20.30.1 (device/rtr)");
});

test("where nothing new is, there is nothing but words", () => {
  const yaml = yamlOf([]);
  expect(parse(yaml)).toBeNull();
  expect(yaml).toMatch(/^(?:#.*\n)+$/);
  expect(yamlOf([{ address: "10.20.30.40", rttMs: 1, isComplete: true, services: nothing }])).toContain(
    "#   - id: 10.20.30.40",
  );
});
