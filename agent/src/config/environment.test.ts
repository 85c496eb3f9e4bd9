import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";

describe("readEnvironment", () => {
  it("has defaults for all but the address", () => {
    expect(readEnvironment({}, "/srv")).toEqual({
      urls: [],
      folder: "/srv/data/agent",
      enrolCode: undefined,
      pins: [],
      metricsPort: 8701,
      followParent: false,
      trialMs: 600_000,
    });
  });
  it("reads what is set", () => {
    const variables = {
      HAIDANG_URL: " https://noc.example.vn/haidang/, https://10.1.1.1:8700 ",
      HAIDANG_AGENT_DATA: "/var/lib/haidang",
      HAIDANG_ENROL_CODE: "abcdefghijklmnop1234\n",
      HAIDANG_AGENT_METRICS: "off",
      HAIDANG_PARENT: "1",
      HAIDANG_PIN: ` sha256:${"x".repeat(43)}\n`,
    };
    expect(readEnvironment(variables, "/srv")).toEqual({
      urls: ["https://noc.example.vn/haidang", "https://10.1.1.1:8700"],
      folder: "/var/lib/haidang",
      enrolCode: "abcdefghijklmnop1234",
      pins: [`sha256:${"x".repeat(43)}`],
      metricsPort: undefined,
      followParent: true,
      trialMs: 600_000,
    });
  });
  it("reads how long a new version is tried", () => {
    const trial = (text: string) => readEnvironment({ HAIDANG_AGENT_TRIAL_S: text }, "/srv").trialMs;
    expect([trial("30"), trial("")]).toEqual([30_000, 600_000]);
    for (const text of ["0", "-1", "ten", "1e3"]) expect(() => trial(text)).toThrow("HAIDANG_AGENT_TRIAL_S");
  });
  it("reads a reflector: where, for whom, with which key", () => {
    const variables = {
      HAIDANG_AGENT_REFLECTOR: "[::]:862",
      HAIDANG_AGENT_REFLECTOR_PEERS: "10.0.0.0/8, 2001:db8::1",
      HAIDANG_AGENT_REFLECTOR_KEY: "mot-bi-mat-dai-lam\n",
    };
    expect(readEnvironment(variables, "/srv").reflector).toEqual({
      host: "::",
      port: 862,
      peers: ["10.0.0.0/8", "2001:db8::1"],
      key: "mot-bi-mat-dai-lam",
    });
    expect(readEnvironment({ ...variables, HAIDANG_AGENT_REFLECTOR: "" }, "/srv").reflector).toBeUndefined();
  });
  it("reads where traps are received; nowhere unless told", () => {
    const traps = (place?: string) => readEnvironment({ HAIDANG_AGENT_TRAPS: place }, "/srv").traps;
    expect(traps("0.0.0.0:162")).toEqual({ host: "0.0.0.0", port: 162 });
    expect(traps("[::]:1162")).toEqual({ host: "::", port: 1162 });
    expect(traps()).toBeUndefined();
    expect(traps(" ")).toBeUndefined();
  });
  it.each(["10.0.0.0/", "10.0.0.0/33", "10.0.0.0/x", "noc", "10.0.0"])("%s is no peer", (peers) => {
    const variables = { HAIDANG_AGENT_REFLECTOR: "0.0.0.0:862", HAIDANG_AGENT_REFLECTOR_PEERS: peers };
    expect(() => readEnvironment(variables, "/srv")).toThrow(
      `HAIDANG_AGENT_REFLECTOR_PEERS has something that is no address or network: "${peers}"`,
    );
  });
  it.each([
    [{ HAIDANG_AGENT_TRAPS: "162" }, "HAIDANG_AGENT_TRAPS is not an IP address and a port"],
    [{ HAIDANG_AGENT_REFLECTOR: "862" }, "HAIDANG_AGENT_REFLECTOR is not an IP address and a port"],
    [{ HAIDANG_AGENT_REFLECTOR: "noc:862" }, "HAIDANG_AGENT_REFLECTOR is not an IP address and a port"],
    [{ HAIDANG_AGENT_REFLECTOR: "0.0.0.0:70000" }, "HAIDANG_AGENT_REFLECTOR is not an IP address and a port"],
    [{ HAIDANG_AGENT_REFLECTOR: "0.0.0.0:862" }, "HAIDANG_AGENT_REFLECTOR_PEERS is not set"],
    [
      {
        HAIDANG_AGENT_REFLECTOR: "0.0.0.0:862",
        HAIDANG_AGENT_REFLECTOR_PEERS: "10.0.0.1",
        HAIDANG_AGENT_REFLECTOR_KEY: "short",
      },
      "HAIDANG_AGENT_REFLECTOR_KEY is not a key",
    ],
    [{ HAIDANG_URL: "noc.example.vn" }, 'HAIDANG_URL is not a web address: "noc.example.vn".'],
    [{ HAIDANG_URL: "ftp://x" }, 'HAIDANG_URL is not a web address: "ftp://x".'],
    [{ HAIDANG_URL: "http://10.0.0.1:8700" }, "HAIDANG_URL is plain HTTP to another machine"],
    [{ HAIDANG_URL: "http://127.evil.vn" }, "HAIDANG_URL is plain HTTP to another machine"],
    [{ HAIDANG_PIN: "sha256:short" }, "HAIDANG_PIN is not a fingerprint"],
    [{ HAIDANG_URL: "http://u:p@x" }, "HAIDANG_URL has more than a host, a port and a path."],
    [{ HAIDANG_AGENT_METRICS: "70000" }, 'HAIDANG_AGENT_METRICS is not a port: "70000".'],
    [{ HAIDANG_AGENT_METRICS: "1e3" }, 'HAIDANG_AGENT_METRICS is not a port: "1e3".'],
    [{ HAIDANG_ENROL_CODE: "short" }, "HAIDANG_ENROL_CODE is not an enrolment code."],
  ])("%j is one clear sentence", (variables, message) => {
    expect(() => readEnvironment(variables, "/srv")).toThrow(message);
  });
});
