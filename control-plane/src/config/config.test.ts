import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

describe("readConfig", () => {
  it("needs nothing", () => {
    expect(readConfig({})).toMatchObject({
      dataFolder: "data",
      listen: { host: "127.0.0.1", port: 8700 },
      store: { engine: "embedded" },
    });
  });
  it("reads where agents reach it; plain HTTP is no such place", () => {
    const { agentAddresses } = readConfig({
      HAIDANG_AGENT_URLS: "https://noc.example.vn/, https://10.1.1.1:8700",
    });
    expect(agentAddresses).toEqual(["https://noc.example.vn", "https://10.1.1.1:8700"]);
    expect(readConfig({}).agentAddresses).toEqual([]);
    expect(() => readConfig({ HAIDANG_AGENT_URLS: "http://10.1.1.1:8700" })).toThrow(
      /HAIDANG_AGENT_URLS\S* has "http:\/\/10.1.1.1:8700", which is not an address/,
    );
  });
  it("reads an InfluxDB 1.x address", () => {
    const { store } = readConfig({ HAIDANG_STORE: "influxdb1+http://127.0.0.1:8086/haidang" });
    expect(store).toMatchObject({ engine: "influxdb1", url: "http://127.0.0.1:8086", database: "haidang" });
  });
  it("reads an InfluxDB 2.x address, names as in a URL", () => {
    const { store } = readConfig({
      HAIDANG_STORE: "influxdb2+https://tsdb.example.vn/influx/S%E1%BB%9F/h%C3%A0ng",
      HAIDANG_STORE_TOKEN: "t",
    });
    expect(store).toMatchObject({
      engine: "influxdb2",
      url: "https://tsdb.example.vn/influx",
      org: "Sở",
      bucket: "hàng",
      token: "t",
    });
  });
  it("reads a VictoriaMetrics, single or cluster", () => {
    expect(readConfig({ HAIDANG_STORE: "victoriametrics+http://127.0.0.1:8428" }).store).toMatchObject({
      engine: "victoriametrics",
      url: "http://127.0.0.1:8428",
      selectUrl: undefined,
    });
    const cluster = "victoriametrics+http://a:8480/insert/0,http://b:8481/select/0";
    expect(readConfig({ HAIDANG_STORE: cluster }).store).toMatchObject({
      url: "http://a:8480/insert/0",
      selectUrl: "http://b:8481/select/0",
    });
  });
  it.each([
    "influxdb2+http://h:8086/bucket",
    "influxdb2+http://h:8086/o/%zz",
    "influxdb1+ftp://u:secret@h/d",
    "victoriametrics+http://h:8428?x=secret",
    "victoriametrics+http://a,http://b,http://c",
    "victoriametrics+http://h:8428\n",
  ])("refuses %j without repeating it", (address) => {
    expect(() => readConfig({ HAIDANG_STORE: address })).toThrow(
      /^(?!.*secret).*HAIDANG_STORE must be embedded or/s,
    );
  });
  it("names every fault at once", () => {
    const broken = { HAIDANG_LISTEN: "8700", HAIDANG_STORE: "mysql", HAIDANG_RETENTION_DAYS: "long" };
    expect(() => readConfig(broken)).toThrow(
      /HAIDANG_LISTEN must be .*HAIDANG_STORE must be .*HAIDANG_RETENTION_DAYS/s,
    );
  });
  it("speaks TLS beyond loopback, and where it was given a certificate", () => {
    const tls = (more: Record<string, string>) => readConfig(more).tls;
    expect(tls({})).toBeUndefined();
    expect(tls({ HAIDANG_LISTEN: "0.0.0.0:8700" })).toEqual({ names: [] });
    expect(tls({ HAIDANG_LISTEN: "10.0.0.1:443", HAIDANG_TLS_NAMES: "a.vn, 10.0.0.2" })).toEqual({
      names: ["a.vn", "10.0.0.2"],
    });
    const given = { HAIDANG_TLS_CERT: "/c.pem", HAIDANG_TLS_KEY: "/k.pem" };
    expect(tls(given)).toEqual({ certPath: "/c.pem", keyPath: "/k.pem" });
    expect(() => readConfig({ HAIDANG_TLS_CERT: "/c.pem" })).toThrow(/HAIDANG_TLS_KEY belong together/);
    expect(() => readConfig({ HAIDANG_TLS_NAMES: "a b;c" })).toThrow(/HAIDANG_TLS_NAMES must be/);
    expect(() => readConfig({ HAIDANG_TRUSTED_PROXIES: "proxy.vn" })).toThrow(
      /HAIDANG_TRUSTED_PROXIES must be/,
    );
  });
  it("takes an IPv6 loopback", () => {
    expect(readConfig({ HAIDANG_LISTEN: "[::1]:9000" }).listen).toEqual({ host: "::1", port: 9000 });
  });
});

describe("the OpenID provider", () => {
  const set = {
    HAIDANG_PUBLIC_URL: "https://haidang.example.vn/",
    HAIDANG_OIDC_ISSUER: "https://id.example.vn/realms/qn",
    HAIDANG_OIDC_CLIENT_ID: "haidang",
  };
  it("is none unless it is set", () => expect(readConfig({}).signInProvider).toBeUndefined());
  it("has what its groups are granted, in order", () => {
    const { signInProvider } = readConfig({
      ...set,
      HAIDANG_OIDC_ROLES: "noc = operator:mong-cai, a=b=viewer,",
    });
    expect(signInProvider).toMatchObject({
      ...{ returnUrl: "https://haidang.example.vn/api/v1/session/provider/return", groupsClaim: "groups" },
      grants: [
        { group: "noc", role: "operator", scope: "mong-cai" },
        { group: "a=b", role: "viewer", scope: null },
      ],
    });
  });
  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ["without a client", { HAIDANG_OIDC_CLIENT_ID: undefined }, /HAIDANG_OIDC_CLIENT_ID has to be set/],
    ["without an address of its own", { HAIDANG_PUBLIC_URL: undefined }, /HAIDANG_PUBLIC_URL has to be set/],
    ["over plain HTTP", { HAIDANG_OIDC_ISSUER: "http://id.example.vn" }, /must begin with https/],
    ["that grants what is no role", { HAIDANG_OIDC_ROLES: "noc=root" }, /"noc=root", which is not GROUP=/],
    ["that grants nothing to a group", { HAIDANG_OIDC_ROLES: "noc" }, /"noc", which is not GROUP=/],
    [
      "that bounds an admin",
      { HAIDANG_OIDC_ROLES: "noc=admin:mong-cai" },
      /admins are of the whole province/,
    ],
    ["with a unit that is no id", { HAIDANG_OIDC_ROLES: "noc=viewer:Móng Cái" }, /has to be a unit's id/],
    ["that is not asked for OpenID", { HAIDANG_OIDC_SCOPES: "profile" }, /the first of them openid/],
  ])("is refused %s", (_name, more, sentence) => {
    expect(() => readConfig({ ...set, ...more })).toThrow(sentence);
  });
});
