import { describe, expect, test } from "vitest";
import { isInCall, verdictOf } from "./verdict.ts";

const word = (via: "direct" | "registrar", code: number) => {
  const { outcome, reason } = verdictOf(via, code);
  return `${outcome}${reason === undefined ? "" : ` ${reason}`}${isInCall(code) ? " in call" : ""}`;
};

/** The answers of one row, what they mean straight from the device, and through a registrar. */
const table: ReadonlyArray<[codes: number[], direct: string, registrar: string]> = [
  [[200, 202, 300, 301, 302, 305, 380], "ok", "ok"],
  [[400, 401, 403, 405, 406, 407, 415, 420, 483, 488, 501, 603, 606], "ok", "cannot sip_unproven"],
  [[404, 410, 604], "ok", "failed sip_not_registered"],
  [[408, 430, 480], "ok", "failed sip_endpoint_unreachable"],
  [[486, 600], "ok in call", "ok in call"],
  [[500, 503, 505, 513, 599], "failed sip_error", "failed sip_proxy_error"],
  [[502, 504], "failed sip_error", "failed sip_endpoint_unreachable"],
];

describe("what a final answer means", () => {
  for (const [codes, direct, registrar] of table) {
    test.each(codes)(`%d: ${direct}; through a registrar ${registrar}`, (code) => {
      expect(word("direct", code)).toBe(direct);
      expect(word("registrar", code)).toBe(registrar);
    });
  }
});
