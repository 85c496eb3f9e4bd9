import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineSplitter, maxLineLength, parseFpingLine } from "./fping-line.ts";

describe("parseFpingLine", () => {
  test.each([
    [
      "[1795444379.49060] 127.0.0.1    : [0], 64 bytes, 0.632 ms (0.632 avg, 0% loss)",
      { type: "reply", address: "127.0.0.1", stampMs: 1795444379490.6, rttMs: 0.632 },
    ],
    [
      "[1795444379.52058] ::1          : [0], 64 bytes, 901 ms (901 avg, 0% loss)",
      { type: "reply", address: "::1", stampMs: 1795444379520.58, rttMs: 901 },
    ],
    [
      "[1795444380.21094] 10.0.0.1 : [5], timed out (NaN avg, 100% loss)",
      { type: "lost", address: "10.0.0.1", stampMs: 1795444380210.94 },
    ],
    [
      "ICMP Host Unreachable from 10.99.0.1 for ICMP Echo sent to 10.99.0.77",
      { type: "notice", address: "10.99.0.77", detail: "ICMP Host Unreachable from 10.99.0.1" },
    ],
    [
      "10.55.0.1: error while sending ping: Network is unreachable",
      { type: "sendError", address: "10.55.0.1", detail: "Network is unreachable" },
    ],
    ["10.0.0.1 : xmt/rcv/%loss = 10/0/100%", { type: "other", text: "10.0.0.1 : xmt/rcv/%loss = 10/0/100%" }],
    ["", { type: "other", text: "" }],
  ])("reads %j", (line, expected) => {
    expect(parseFpingLine(line)).toEqual(expected);
  });

  test("never throws, and never gives a figure that is none", () => {
    const noise = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^\[[0-9.]{1,9}\] [a-z]{1,5} : [ -z]{0,20}$/),
    );
    fc.assert(
      fc.property(noise, (line) => {
        const parsed = parseFpingLine(line);
        if (parsed.type === "reply") expect(Number.isFinite(parsed.rttMs + parsed.stampMs)).toBe(true);
      }),
    );
  });

  test("gives back what fping would have written", () => {
    const written = fc.record({
      stampMs: fc.integer({ min: 0, max: 4e12 }),
      address: fc.oneof(fc.ipV4(), fc.ipV6()),
      rttMs: fc.integer({ min: 0, max: 999_999 }).map((us) => us / 1000),
    });
    fc.assert(
      fc.property(written, ({ stampMs, address, rttMs }) => {
        const line = `[${(stampMs / 1000).toFixed(5)}] ${address} : [7], 64 bytes, ${rttMs} ms (1 avg, 0% loss)`;
        const parsed = parseFpingLine(line);
        expect(parsed).toMatchObject({ type: "reply", address, rttMs });
        if (parsed.type === "reply") expect(parsed.stampMs).toBeCloseTo(stampMs, 1);
      }),
    );
  });
});

describe("lineSplitter", () => {
  test("does not care where the stream is cut", () => {
    const lines = fc.array(fc.string({ maxLength: 50 }).map((text) => text.replaceAll("\n", "")));
    fc.assert(
      fc.property(lines, fc.array(fc.nat(20)), (texts, cuts) => {
        const whole = texts.map((text) => `${text}\n`).join("");
        const seen: string[] = [];
        const split = lineSplitter((line) => seen.push(line));
        let at = 0;
        for (const cut of cuts) {
          split(whole.slice(at, at + cut));
          at += cut;
        }
        split(whole.slice(at));
        expect(seen).toEqual(texts);
      }),
    );
  });

  test("lets go of a line without end", () => {
    const seen: string[] = [];
    const split = lineSplitter((line) => seen.push(line));
    for (let chunk = 0; chunk < 100; chunk += 1) split("x".repeat(maxLineLength));
    split("y\nwhole\n");
    expect(seen.at(-1)).toBe("whole");
    expect(seen.every((line) => line.length <= 2 * maxLineLength)).toBe(true);
  });
});
