import { HaidangError } from "@haidang/contract/error.ts";
import { describe, expect, test } from "vitest";
import { type SnmpAccessWords, snmpAccess } from "./access.ts";

const keys = { HAIDANG_SNMP_AUTH_KEY: "khoa-ky-rieng", HAIDANG_SNMP_PRIVACY_KEY: "khoa-ma-rieng" };

describe("snmpAccess", () => {
  test.each<[SnmpAccessWords, Record<string, string>, object]>([
    [{}, {}, { version: "2c", community: "public" }],
    [{}, keys, { version: "2c", community: "public" }],
    [{ "snmp-version": "1", community: "x" }, {}, { version: "1", community: "x" }],
    [{ "v3-user": "u" }, {}, { version: "3", user: "u" }],
    [
      { "v3-user": "u", "snmp-version": "3" },
      keys,
      {
        version: "3",
        user: "u",
        auth: { protocol: "sha256", key: "khoa-ky-rieng" },
        privacy: { protocol: "aes128", key: "khoa-ma-rieng" },
      },
    ],
    [
      {
        "v3-user": "u",
        "v3-auth": "sha512",
        "v3-auth-key": "khoa-ky-khac",
        "v3-privacy": "aes256-reeder",
        "v3-privacy-key": "khoa-ma-khac",
      },
      keys,
      {
        version: "3",
        user: "u",
        auth: { protocol: "sha512", key: "khoa-ky-khac" },
        privacy: { protocol: "aes256-reeder", key: "khoa-ma-khac" },
      },
    ],
  ])("%j with %j", (words, environment, expected) => {
    expect(snmpAccess(words, "en", environment)).toEqual(expected);
  });

  const secret = "bi-mat";
  test.each<[SnmpAccessWords, string]>([
    [{ "snmp-version": "3" }, "--snmp-version 3 is of SNMP version 3"],
    [{ "v3-auth-key": "bi-mat-dai-lam" }, "--v3-auth-key is of SNMP version 3"],
    [{ "v3-user": "u", community: secret }, "only one of the two"],
    [{ "v3-user": "u", "snmp-version": "2c" }, "version 2c has no users"],
    [{ "v3-user": "u", "v3-auth": "sha256" }, "--v3-auth needs its key"],
    [
      { "v3-user": "u", "v3-auth-key": secret },
      "the key of --v3-auth-key (or HAIDANG_SNMP_AUTH_KEY) is not 8 to 255 characters",
    ],
    [{ "v3-user": "u", "v3-privacy-key": "bi-mat-dai-lam" }, "privacy needs an authentication key too"],
    [{ "v3-user": "u", "v3-privacy": "des", "v3-privacy-key": "bi-mat-dai-lam" }, "DES does not work here"],
    [
      {
        "v3-user": "u",
        "v3-auth-key": "bi-mat-dai-lam",
        "v3-privacy": "3des",
        "v3-privacy-key": "bi-mat-dai-lam",
      },
      "--v3-privacy is one of aes128, aes256-blumenthal, aes256-reeder",
    ],
    [{ "v3-user": "u".repeat(33) }, "--v3-user is not 1 to 32 characters"],
  ])("%j is refused, no secret repeated", (words, message) => {
    const refused = (language: "vi" | "en") => {
      try {
        snmpAccess(words, language, {});
      } catch (error) {
        if (error instanceof HaidangError) return `${error.message} ${error.hint ?? ""}`;
      }
      return "accepted";
    };
    expect(refused("en")).toContain(message);
    expect(refused("vi")).not.toBe(refused("en"));
    expect(refused("en") + refused("vi")).not.toContain(secret);
  });
});
