import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";

describe("readEnvironment", () => {
  it("has defaults for all but the address", () => {
    expect(readEnvironment({}, "/srv")).toEqual({
      url: undefined,
      folder: "/srv/data/agent",
      enrolCode: undefined,
      metricsPort: 8701,
      followParent: false,
    });
  });
  it("reads what is set", () => {
    const variables = {
      HAIDANG_URL: " https://noc.example.vn/haidang/ ",
      HAIDANG_AGENT_DATA: "/var/lib/haidang",
      HAIDANG_ENROL_CODE: "abcdefghijklmnop1234\n",
      HAIDANG_AGENT_METRICS: "off",
      HAIDANG_PARENT: "1",
    };
    expect(readEnvironment(variables, "/srv")).toEqual({
      url: "https://noc.example.vn/haidang",
      folder: "/var/lib/haidang",
      enrolCode: "abcdefghijklmnop1234",
      metricsPort: undefined,
      followParent: true,
    });
  });
  it.each([
    [{ HAIDANG_URL: "noc.example.vn" }, 'HAIDANG_URL is not a web address: "noc.example.vn".'],
    [{ HAIDANG_URL: "ftp://x" }, 'HAIDANG_URL is not a web address: "ftp://x".'],
    [{ HAIDANG_URL: "http://u:p@x" }, "HAIDANG_URL has more than a host, a port and a path."],
    [{ HAIDANG_AGENT_METRICS: "70000" }, 'HAIDANG_AGENT_METRICS is not a port: "70000".'],
    [{ HAIDANG_AGENT_METRICS: "1e3" }, 'HAIDANG_AGENT_METRICS is not a port: "1e3".'],
    [{ HAIDANG_ENROL_CODE: "short" }, "HAIDANG_ENROL_CODE is not an enrolment code."],
  ])("%j is one clear sentence", (variables, message) => {
    expect(() => readEnvironment(variables, "/srv")).toThrow(message);
  });
});
