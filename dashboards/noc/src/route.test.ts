import { describe, expect, test } from "vitest";
import { codeIn, conferencePath, incidentPath, objectPath, readPath } from "./route.ts";

describe("addresses", () => {
  test("of an object lead back to it", () => {
    for (const id of ["co-to-1", "co.to", "a.b-c_d.9"]) {
      expect(readPath(objectPath("link", id))).toEqual({ view: "object", kind: "link", id });
    }
  });
  test("of an incident lead back to it", () => {
    expect(readPath(incidentPath("SC-1024"))).toEqual({ view: "incident", id: "SC-1024" });
    expect(readPath("/incident")).toEqual({ view: "missing" });
  });
  test("of a meeting lead back to it", () => {
    expect(readPath(conferencePath("HN-12"))).toEqual({ view: "conference", id: "HN-12" });
    expect(readPath("/conferences")).toEqual({ view: "conferences" });
    expect(readPath("/conference")).toEqual({ view: "missing" });
  });
  test("never hold a dot, which the server takes for a file", () => {
    expect(objectPath("device", "10.0.0.1")).toBe("/device/10~0~0~1");
  });
  test("of pages are known, others are not", () => {
    expect(readPath("/")).toEqual({ view: "overview" });
    expect(readPath("/agents")).toEqual({ view: "agents" });
    for (const path of ["/agents/x", "/site/x", "/link", "/link/a/b", "/link/%E0%A4%A", "/x"]) {
      expect(readPath(path)).toEqual({ view: "missing" });
    }
  });
});

test("a sign-in code is found only where it is", () => {
  expect(codeIn("#code=a-b_c")).toBe("a-b_c");
  expect(codeIn("#content")).toBeNull();
  expect(codeIn("#code=")).toBeNull();
  expect(codeIn("")).toBeNull();
});
