import { describe, expect, test } from "vitest";
import {
  addressSchema,
  bitRateSchema,
  inventorySchema,
  linkSchema,
  serviceSchema,
  serviceTarget,
  siteSchema,
  videoPointSchema,
} from "./object.ts";
import { sipUriSchema } from "./video-access.ts";

const site = { id: "co-to", name: "Cô Tô", unit: "ubnd-co-to" };
const link = { id: "co-to-1", name: "Cô Tô", site: "co-to", address: "10.20.30.1" };

describe("ids", () => {
  test.each(["a", "co-to", "sw.1_core-2", "a".repeat(63)])("%j is one", (id) => {
    expect(siteSchema.safeParse({ ...site, id }).success).toBe(true);
  });
  test.each(["", "Co-To", "cô-tô", "-a", "a-", "a b", "a/b", "a".repeat(64), "a\n", "\na", "a\nb"])(
    "%j is none",
    (id) => {
      expect(siteSchema.safeParse({ ...site, id }).success).toBe(false);
    },
  );
});

describe("addresses", () => {
  test.each(["10.0.0.1", "::1", "2001:db8::1", "router-1.example.vn", "localhost"])(
    "%s is one",
    (address) => {
      expect(addressSchema.safeParse(address).success).toBe(true);
    },
  );
  test.each(["", "-f", "a b", "10.0.0.1\n", "$(reboot)", "a;b", "a'b", "x".repeat(254)])(
    "%j is none",
    (address) => {
      expect(addressSchema.safeParse(address).success).toBe(false);
    },
  );
});

describe("names", () => {
  test("come out in NFC and trimmed", () => {
    expect(siteSchema.parse({ ...site, name: ` ${"Cô Tô".normalize("NFD")} ` }).name).toBe("Cô Tô");
  });
  test.each(["", "  ", "x".repeat(121), "two\nlines", "esc\x1b[2J", "rtl\u202e"])("%j is none", (name) => {
    expect(siteSchema.safeParse({ ...site, name }).success).toBe(false);
  });
});

describe("bit rates", () => {
  test.each([
    ["200M", 200e6],
    ["1.5G", 1.5e9],
    ["512k", 512e3],
    ["10 M", 10e6],
    ["10000000", 1e7],
    [64_000, 64_000],
  ])("%j is %d bit/s", (given, bitsPerSecond) => {
    expect(bitRateSchema.parse(given)).toBe(bitsPerSecond);
  });
  test.each([
    "",
    "M",
    "0",
    "0M",
    "-5M",
    "1e9",
    "200m",
    "200MB",
    "200M\n",
    "1,5G",
    "9".repeat(15).concat("G"),
    0,
    1.5,
    -1,
  ])("%j is none", (given) => {
    expect(bitRateSchema.safeParse(given).success).toBe(false);
  });
});

test("a link's defaults, and no key it does not know", () => {
  expect(linkSchema.parse(link)).toEqual({ ...link, role: "primary" });
  expect(linkSchema.safeParse({ ...link, adress: "x" }).success).toBe(false);
});

test("a service has exactly one probe", () => {
  const service = { id: "portal", name: "Cổng dịch vụ công", unit: "so-tttt" };
  const http = { url: "https://dichvucong.example.vn/" };
  expect(serviceSchema.safeParse(service).success).toBe(false);
  expect(serviceSchema.safeParse({ ...service, http, icmp: { address: "10.0.0.1" } }).success).toBe(false);
  expect(serviceSchema.parse({ ...service, http }).intervalS).toBe(30);
  for (const url of ["file:///etc/passwd", "javascript:alert(1)", "ftp://x/", "10.0.0.1"]) {
    expect(serviceSchema.safeParse({ ...service, http: { url } }).success).toBe(false);
  }
});

test.each([
  [{ http: { url: "https://dvc.example/" } }, "https://dvc.example/"],
  [{ icmp: { address: "10.0.0.1" } }, "10.0.0.1"],
  [{ dns: { address: "10.0.0.53", name: "dvc.example" } }, "dvc.example A @10.0.0.53"],
  [{ dns: { address: "::1", port: 5353, name: "dvc.example", type: "MX" } }, "dvc.example MX @[::1]:5353"],
  [{ tcp: { address: "10.0.0.5", port: 22 } }, "10.0.0.5:22"],
  [{ tls: { address: "dvc.example" } }, "dvc.example:443"],
])("the target of %j is %s", (probe, target) => {
  const service = serviceSchema.parse({ id: "portal", name: "Cổng", unit: "so-tttt", ...probe });
  expect(serviceTarget(service)).toBe(target);
});

test.each(["www.example.vn", "_sip._udp.example.vn", "example.vn.", "10.0.0.1", "2001:db8::1"])(
  "%s may be asked of a name server",
  (name) => {
    const dns = { address: "10.0.0.53", name };
    expect(serviceSchema.safeParse({ id: "d", name: "D", unit: "u", dns }).success).toBe(true);
  },
);
test.each(["", ".", "-x", "a b", "https://x/", "x\n", "x".repeat(300)])("%j may not", (name) => {
  const dns = { address: "10.0.0.53", name };
  expect(serviceSchema.safeParse({ id: "d", name: "D", unit: "u", dns }).success).toBe(false);
});

test("a video point is called over SIP, H.323 or both, once a minute at most, and asked of a registrar by its URI", () => {
  const point = { id: "vc", name: "Điểm cầu", site: "co-to", address: "10.20.30.40" };
  expect(videoPointSchema.safeParse(point).success).toBe(false);
  expect(videoPointSchema.parse({ ...point, sip: {} })).toEqual({
    ...point,
    kind: "endpoint",
    ping: true,
    intervalS: 60,
    sip: { transport: "udp", via: "direct" },
  });
  expect(videoPointSchema.safeParse({ ...point, h323: {}, intervalS: 59 }).success).toBe(false);
  expect(videoPointSchema.safeParse({ ...point, sip: { via: "registrar" } }).success).toBe(false);
});

describe("SIP URIs", () => {
  test.each([
    "sip:10.1.1.5",
    "sips:room@tinh.example:5061",
    "sip:84203@[2001:db8::5]:5060",
    "sip:a.b-c%20d@x",
  ])("%j is one", (uri) => {
    expect(sipUriSchema.safeParse(uri).success).toBe(true);
  });
  test.each([
    "room@10.1.1.5",
    "tel:+84203",
    "sip:",
    "sip:a b@x",
    "sip:a@b@c",
    "sip:a@x>",
    "sip:a@x;lr",
    "sip:a@x\r\nX-Evil: 1",
    "sip:a@x\n",
    "sip:phòng@x",
    `sip:${"a".repeat(65)}@x`,
  ])("%j is none", (uri) => {
    expect(sipUriSchema.safeParse(uri).success).toBe(false);
  });
});

test("all faults of an inventory are told at once, each with its place", () => {
  const parsed = inventorySchema.safeParse({
    sites: [{ ...site, coordinates: [200, 20] }],
    links: [link, { ...link, cir: "fast" }],
    devises: [],
  });
  expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual(
    expect.arrayContaining(["sites.0.coordinates.0", "links.1.cir", ""]),
  );
});
