import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseTracerouteLine } from "./traceroute-line.ts";

describe("a line of traceroute", () => {
  it.each([
    [" 1  10.9.0.2  0.061 ms  0.003 ms", { hop: 1, address: "10.9.0.2", rttMs: 0.003, refused: false }],
    [" 2  * *", { hop: 2, address: null, rttMs: null, refused: false }],
    ["12  * 10.9.0.2  7.5 ms", { hop: 12, address: "10.9.0.2", rttMs: 7.5, refused: false }],
    [" 4  10.9.2.2  0.008 ms !X  0.004 ms !X", { hop: 4, address: "10.9.2.2", rttMs: 0.004, refused: true }],
    [" 3  10.9.2.2  5.1 ms 10.9.2.6  3.2 ms", { hop: 3, address: "10.9.2.2", rttMs: 5.1, refused: false }],
    [" 1  ::1  0.059 ms  0.002 ms", { hop: 1, address: "::1", rttMs: 0.002, refused: false }],
  ])("%j", (line, hop) => {
    expect(parseTracerouteLine(line)).toEqual(hop);
  });

  it.each([
    "traceroute to 10.9.3.2 (10.9.3.2), 15 hops max, 60 byte packets",
    "",
    " 1  gateway (10.9.0.2)  0.061 ms",
    " 1  10.9.0.999  1 ms",
    " 1  10.9.0.2>10.9.0.3  1 ms",
    " 1  1.5 ms",
    " 0  10.9.0.2  1 ms",
    " 1  10.9.0.2  1 ms\u001b[2J",
    " 1  10.9.0.2  99999999999 ms",
    `connect: Network is unreachable`,
  ])("%j is none", (line) => {
    expect(parseTracerouteLine(line)).toBeUndefined();
  });

  test("anything at all is read without throwing, and only addresses come out", () => {
    const word = fc.constantFrom("*", " ", "  ", "1.2 ms", "!X", "10.0.0.1", "::", "ms", "\t", "1", ">");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => ` 1  ${words.join(" ")}`),
        ),
        (line) => {
          const hop = parseTracerouteLine(line);
          if (typeof hop?.address === "string") expect(hop.address).toMatch(/^[0-9A-Fa-f.:]+$/);
        },
      ),
    );
  });
});
