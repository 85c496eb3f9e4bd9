import { checkSchema } from "@haidang/contract/check.ts";
import {
  deviceSchema,
  emptyInventory,
  linkSchema,
  type VideoPoint,
  videoPointSchema,
} from "@haidang/contract/object.ts";
import { describe, expect, it } from "vitest";
import { assignChecks, checksOf } from "./checks.ts";
import { buildWorld } from "./world.ts";

const written = { id: "vc", name: "Điểm cầu", site: "s", address: "10.20.30.40" };
const worldOf = (point: VideoPoint) =>
  buildWorld(
    {
      ...emptyInventory,
      units: [{ id: "u", name: "U", kind: "office" }],
      sites: [{ id: "s", name: "S", unit: "u" }],
      videoPoints: [point],
    },
    [],
  );
function checksFor(more: object) {
  const object = worldOf(videoPointSchema.parse({ ...written, ...more })).objects.get("video/vc");
  return object === undefined ? [] : checksOf(object);
}

describe("the checks of a video point", () => {
  it("are echo requests, SIP and H.323, a minute apart whether it answers or not", () => {
    const checks = checksFor({ sip: {}, h323: { gatekeeper: "10.1.1.6" } });
    expect(checks.map(({ id }) => id)).toEqual(["icmp:video/vc", "sip:video/vc", "h323:video/vc"]);
    for (const check of checks.slice(1)) {
      expect(check).toMatchObject({ intervalMs: 60_000, retryIntervalMs: 60_000 });
    }
    for (const check of checks) expect(checkSchema.parse(check)).toEqual(check);
    expect(checks[2]?.settings).toEqual({ address: "10.20.30.40", gatekeeper: "10.1.1.6" });
  });

  const api = { kind: "cisco", user: "giam-sat", password: "bi-mat", registered: ["sip"] };

  it("ask its page and the point itself where its API is told", () => {
    const checks = checksFor({ sip: {}, api: { ...api, port: 8443 } });
    expect(checks.map(({ probe }) => probe)).toEqual(["icmp", "sip", "http", "video-api"]);
    for (const check of checks) expect(checkSchema.parse(check)).toEqual(check);
    expect(checks[2]).toMatchObject({ settings: { url: "https://10.20.30.40:8443/", anyAnswer: true } });
    expect(checks[3]).toMatchObject({
      intervalMs: 60_000,
      retryIntervalMs: 60_000,
      settings: { address: "10.20.30.40", ...api, port: 8443 },
    });
  });

  it.each([
    [{ https: true }, ["icmp", "sip", "http"]],
    [{ https: false }, ["icmp", "sip"]],
    [{ https: false, api }, ["icmp", "sip", "video-api"]],
  ])("%j asks %j", (more, probes) => {
    expect(checksFor({ sip: {}, ...more }).map(({ probe }) => probe)).toEqual(probes);
  });

  it("leave out echo requests where they are not answered", () => {
    expect(checksFor({ ping: false, h323: {} }).map(({ probe }) => probe)).toEqual(["h323"]);
  });

  it.each([
    [{}, { address: "10.20.30.40", port: 5060, transport: "udp", via: "direct" }],
    [{ transport: "tls" }, { address: "10.20.30.40", port: 5061, transport: "tls", via: "direct" }],
    [
      { uri: "sip:room@10.20.30.40:5070", port: 5070 },
      {
        address: "10.20.30.40",
        port: 5070,
        transport: "udp",
        via: "direct",
        uri: "sip:room@10.20.30.40:5070",
      },
    ],
    [
      { via: "registrar", uri: "sip:room@10.1.1.5" },
      { address: "10.1.1.5", port: 5060, transport: "udp", via: "registrar", uri: "sip:room@10.1.1.5" },
    ],
    [
      { via: "registrar", uri: "sip:room@[2001:db8::5]:5070" },
      {
        address: "2001:db8::5",
        port: 5070,
        transport: "udp",
        via: "registrar",
        uri: "sip:room@[2001:db8::5]:5070",
      },
    ],
    [
      { via: "registrar", uri: "sip:room@tinh.example", registrar: "10.1.1.5", transport: "tcp" },
      { address: "10.1.1.5", port: 5060, transport: "tcp", via: "registrar", uri: "sip:room@tinh.example" },
    ],
  ])("SIP written %j is asked as %j", (sip, settings) => {
    expect(checksFor({ sip })[1]?.settings).toEqual(settings);
  });

  it("belong to the unit of the site, and without an agent are said to have none", () => {
    const world = worldOf(videoPointSchema.parse({ ...written, sip: {} }));
    expect(world.objects.get("video/vc")?.unit).toBe("u");
    expect(assignChecks(world, []).orphans).toEqual([{ kind: "video", id: "vc" }]);
  });
});

describe("the SNMP check of a device", () => {
  const settingsFor = (snmp: object) => {
    const device = deviceSchema.parse({
      id: "sw",
      name: "SW",
      site: "s",
      address: "10.0.0.1",
      ping: false,
      snmp,
    });
    const world = buildWorld(
      {
        ...emptyInventory,
        units: [{ id: "u", name: "U", kind: "office" }],
        sites: [{ id: "s", name: "S", unit: "u" }],
        devices: [device],
      },
      [],
    );
    const object = world.objects.get("device/sw");
    const [check] = object === undefined ? [] : checksOf(object);
    expect(checkSchema.parse(check)).toEqual(check);
    return check?.settings;
  };
  const place = { address: "10.0.0.1", port: 161 };

  it.each([
    [{}, { version: "2c", community: "public" }],
    [
      { version: "1", community: "x" },
      { version: "1", community: "x" },
    ],
    [
      { version: "3", user: "u" },
      { version: "3", user: "u" },
    ],
    [
      { version: "3", user: "u", auth: { key: "khoa-ky-rieng" }, privacy: { key: "khoa-ma-rieng" } },
      {
        version: "3",
        user: "u",
        auth: { protocol: "sha256", key: "khoa-ky-rieng" },
        privacy: { protocol: "aes128", key: "khoa-ma-rieng" },
      },
    ],
  ])("access written %j asks with %j", (snmp, credentials) => {
    expect(settingsFor(snmp)).toEqual({ ...place, ...credentials });
  });
});

describe("the checks of a link", () => {
  const sites = [{ id: "s", name: "S", unit: "u" }];
  const units = [{ id: "u", name: "U", kind: "office" as const }];
  const link = linkSchema.parse({ id: "l", name: "L", site: "s", address: "10.20.30.1" });

  it("are echo requests and the path, every ten minutes however it ended", () => {
    const object = buildWorld({ ...emptyInventory, units, sites, links: [link] }, []).objects.get("link/l");
    const checks = object === undefined ? [] : checksOf(object);
    expect(checks.map(({ id }) => id)).toEqual(["icmp:link/l", "path:link/l"]);
    expect(checks[1]).toMatchObject({ intervalMs: 600_000, retryIntervalMs: 600_000, timeoutMs: 60_000 });
    for (const check of checks) expect(checkSchema.parse(check)).toEqual(check);
  });
});

it("a device whose UPS is served by NUT is asked for it", () => {
  const device = deviceSchema.parse({
    id: "ups",
    name: "UPS",
    site: "s",
    address: "10.0.0.9",
    nut: { ups: "tang-2" },
  });
  const inventory = {
    ...emptyInventory,
    units: [{ id: "u", name: "U", kind: "office" as const }],
    sites: [{ id: "s", name: "S", unit: "u" }],
    devices: [device],
  };
  const object = buildWorld(inventory, []).objects.get("device/ups");
  const checks = object === undefined ? [] : checksOf(object);
  expect(checks.map(({ id }) => id)).toEqual(["icmp:device/ups", "nut:device/ups"]);
  expect(checks[1]).toMatchObject({
    intervalMs: 30_000,
    retryIntervalMs: 10_000,
    settings: { address: "10.0.0.9", ups: "tang-2", port: 3493 },
  });
});
