import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gatekeeperRequest, readRasAnswer } from "./ras.ts";

const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

/** Of sequence 4660, from "GK-QN" at 10.20.30.1:1719. */
const confirm = bytes(
  "04 80 12 33 06 00 08 91 4a 00 04 08 00 47 00 4b 00 2d 00 51 00 4e 00 0a 14 1e 01 06 b7",
);
const anonymousConfirm = bytes("04 00 12 33 06 00 08 91 4a 00 04 00 0a 14 1e 01 06 b7");
const reject = bytes("08 00 12 33 06 00 08 91 4a 00 04 20");
const namedReject = bytes("08 80 12 33 06 00 08 91 4a 00 04 02 00 47 00 4b 60");
const unknownMessage = bytes("60 12 33");

describe("a gatekeeper request", () => {
  test("is twenty bytes, as Wireshark reads them", () => {
    expect(gatekeeperRequest(4660, { address: "10.20.30.2", port: 40_000 })).toEqual(
      bytes("00 00 12 33 06 00 08 91 4a 00 04 00 0a 14 1e 02 9c 40 02 00"),
    );
  });
  test("counts from one", () => {
    const sequenceOf = (sequence: number) =>
      gatekeeperRequest(sequence, { address: "10.0.0.1", port: 1 }).readUInt16BE(2);
    expect([sequenceOf(1), sequenceOf(65_535)]).toEqual([0, 65_534]);
  });
  test.each(["::1", "10.0.0", "10.0.0.256", "gk.example.vn"])("from %s cannot be made", (address) => {
    expect(() => gatekeeperRequest(1, { address, port: 1 })).toThrow(/IPv4/);
  });
});

describe("an answer", () => {
  test.each([
    ["confirm with a name", confirm, { message: "GCF", sequence: 4660, gatekeeperName: "GK-QN" }],
    ["confirm", anonymousConfirm, { message: "GCF", sequence: 4660 }],
    ["reject", reject, { message: "GRJ", sequence: 4660, rejectReason: "terminalExcluded" }],
    ["reject with a name", namedReject, { message: "GRJ", sequence: 4660, rejectReason: "undefinedReason" }],
    ["unknown message", unknownMessage, { message: "unknownMessageResponse", sequence: 4660 }],
    [
      "unknown message, extended",
      bytes("62 12 33 40 80"),
      { message: "unknownMessageResponse", sequence: 4660 },
    ],
    [
      "reject for a reason of later versions",
      bytes("08 00 12 33 06 00 08 91 4a 00 04 80 01 00"),
      { message: "GRJ", sequence: 4660 },
    ],
  ])("%s", (_title, wire, expected) => {
    expect(readRasAnswer(wire)).toEqual(expected);
  });

  test.each([confirm, anonymousConfirm, reject, namedReject, unknownMessage])(
    "cut anywhere is malformed",
    (wire) => {
      for (let length = 0; length < wire.length; length += 1) {
        expect(readRasAnswer(wire.subarray(0, length)), `${length} bytes`).toHaveProperty("fault");
      }
    },
  );

  test.each([
    ["our own request", "00 00 12 33 06 00 08 91 4a 00 04 00 0a 14 1e 02 9c 40 02 00"],
    ["a registration confirm", "10 00 12 33 06 00 08 91 4a 00 04"],
    ["a message of the extension (RequestInProgress)", "80 05 00 12 33 00 63"],
  ])("%s is none", (_title, hex) => {
    expect(readRasAnswer(bytes(hex))).toHaveProperty("fault");
  });

  test("whatever comes is read or refused, never thrown at", () => {
    fc.assert(
      fc.property(fc.nat(0xff), fc.uint8Array({ maxLength: 300 }), (first, rest) => {
        const answer = readRasAnswer(Buffer.from([first, ...rest]));
        if ("fault" in answer) return;
        expect(answer.sequence).toBeGreaterThanOrEqual(1);
        expect(answer.sequence).toBeLessThanOrEqual(65_536);
      }),
      { numRuns: 5000 },
    );
  });
});
