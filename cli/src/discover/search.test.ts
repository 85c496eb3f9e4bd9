import { HaidangError } from "@haidang/contract/error.ts";
import { languages } from "@haidang/contract/text.ts";
import { describe, expect, test } from "vitest";
import { readAsking, readSubnet } from "./search.ts";

describe("readSubnet", () => {
  test.each(["", "router", "10.0.0.0/33", "::1/64", "224.0.0.1", "10.0.0.0/8", "10.0.0.0/19"])(
    "%j is refused in one sentence that names it, with a way to mend it",
    (text) => {
      const said = languages.map((language) => {
        try {
          return readSubnet(text, false, language);
        } catch (error) {
          if (error instanceof HaidangError) return { ...error.body().error };
          throw error;
        }
      });
      const one = {
        code: "usage",
        message: expect.stringContaining(text),
        hint: expect.stringMatching(/\S/),
      };
      expect(said).toEqual([one, one]);
      expect(said[0]).not.toEqual(said[1]);
    },
  );

  test("what is meant to be large is taken", () => {
    expect(readSubnet("10.0.0.0/19", true, "en").hosts).toBe(8190);
  });
});

describe("readAsking", () => {
  const words = { port: 161, ports: true };
  const accesses = (more: object) => readAsking({ ...words, ...more }, "en").snmp.accesses;

  test("without a word the community public is tried, by version 2c and then 1", () => {
    expect(accesses({})).toEqual([
      { version: "2c", community: "public" },
      { version: "1", community: "public" },
    ]);
  });

  test("a user comes before communities, and version 1 last", () => {
    const tried = accesses({ "v3-user": "giam-sat", "v3-auth-key": "khoa-ky-rieng", community: ["a", "b"] });
    expect(tried).toEqual([
      { version: "3", user: "giam-sat", auth: { protocol: "sha256", key: "khoa-ky-rieng" } },
      ...(["2c", "1"] as const).flatMap((version) => ["a", "b"].map((community) => ({ version, community }))),
    ]);
  });

  test("a user alone is tried alone; other flags of the command are none of SNMP's", () => {
    expect(accesses({ "v3-user": "giam-sat", "name-prefix": "x", output: "yaml" })).toHaveLength(1);
  });

  test("a key without a user is refused", () => {
    expect(() => accesses({ "v3-auth-key": "khoa-ky-rieng" })).toThrow("--v3-auth-key");
  });
});
