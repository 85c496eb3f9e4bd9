import { describe, expect, it } from "vitest";
import { base32, codeAt, matchingStep, stepOf, totpUri } from "./totp.ts";

const seed = base32(Buffer.from("12345678901234567890"));

describe("time-based codes", () => {
  // RFC 6238, appendix B, SHA-1, the last six of its eight digits
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("at %i s is %s", (seconds, code) => {
    expect(codeAt(seed, stepOf(seconds * 1000))).toBe(code);
  });
  it("are taken half a minute early or late, once, and never later", () => {
    const step = 1000;
    const nowMs = step * 30_000;
    expect(matchingStep(seed, codeAt(seed, step - 1), 0, nowMs)).toBe(step - 1);
    expect(matchingStep(seed, codeAt(seed, step + 1), 0, nowMs)).toBe(step + 1);
    expect(matchingStep(seed, codeAt(seed, step), step, nowMs)).toBeUndefined();
    expect(matchingStep(seed, codeAt(seed, step - 2), 0, nowMs)).toBeUndefined();
    expect(matchingStep(seed, "", 0, nowMs)).toBeUndefined();
  });
  it("are told to an authenticator in its form", () => {
    expect(totpUri(seed, "an")).toContain(`secret=${seed}`);
  });
});
