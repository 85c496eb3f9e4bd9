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
  it("reads an InfluxDB 1.x address", () => {
    const { store } = readConfig({ HAIDANG_STORE: "influxdb1+http://127.0.0.1:8086/haidang" });
    expect(store).toMatchObject({ engine: "influxdb1", url: "http://127.0.0.1:8086", database: "haidang" });
  });
  it("names every fault at once", () => {
    const broken = { HAIDANG_LISTEN: "8700", HAIDANG_STORE: "mysql", HAIDANG_RETENTION_DAYS: "long" };
    expect(() => readConfig(broken)).toThrow(
      /HAIDANG_LISTEN must be .*HAIDANG_STORE must be .*HAIDANG_RETENTION_DAYS/s,
    );
  });
  it("refuses to listen beyond loopback without TLS", () => {
    expect(() => readConfig({ HAIDANG_LISTEN: "0.0.0.0:8700" })).toThrow(/must be on loopback/);
  });
  it("takes an IPv6 loopback", () => {
    expect(readConfig({ HAIDANG_LISTEN: "[::1]:9000" }).listen).toEqual({ host: "::1", port: 9000 });
  });
});
