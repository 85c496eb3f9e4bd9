import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  authenticatedLength,
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  plainLength,
  shortestPlainLength,
} from "./packet.ts";
import { decodeErrorEstimate, encodeErrorEstimate, ntpTimestamp, ntpToUnixMs } from "./timestamp.ts";

const key = fc.option(fc.string({ minLength: 16, maxLength: 64 }), { nil: undefined });
const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const sequence = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const ssid = fc.integer({ min: 0, max: 65_535 });
const clock = fc.record({
  synchronised: fc.boolean(),
  errorMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
});
const request = fc.record({ sequence, sent: word, ssid });
const reply = fc.record({ sequence, sent: word, received: word, clock });

describe("timestamps", () => {
  test("a moment comes back to a microsecond, until 2100", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: Date.UTC(2100, 0), noNaN: true }), (unixMs) => {
        // era 0 reaches back to 1968 (RFC 4330 3), so all of UNIX time has one meaning
        expect(Math.abs(ntpToUnixMs(ntpTimestamp(unixMs)) - unixMs)).toBeLessThan(0.001);
      }),
    );
  });

  test("the era ends in February 2036 and goes on", () => {
    const end = Date.UTC(2036, 1, 7, 6, 28, 16);
    expect(ntpTimestamp(end - 1) >> 32n).toBe(0xffff_ffffn);
    expect(ntpTimestamp(end) >> 32n).toBe(0n);
    expect(ntpToUnixMs(ntpTimestamp(end))).toBe(end);
  });

  test("an error estimate is never less than the error, and at most twice as much and a bit", () => {
    fc.assert(
      fc.property(clock, ({ synchronised, errorMs }) => {
        const told = decodeErrorEstimate(encodeErrorEstimate({ synchronised, errorMs }));
        expect(told.synchronised).toBe(synchronised);
        expect(told.isPtp).toBe(false);
        expect(told.errorMs).toBeGreaterThanOrEqual(errorMs * (1 - 1e-12));
        expect(told.errorMs).toBeLessThan(errorMs * 1.02 + 1e-6);
      }),
    );
  });

  test("a millisecond, as others write it, is read", () => {
    expect(decodeErrorEstimate(0x9601)).toMatchObject({ synchronised: true, errorMs: 1000 / 1024 });
    expect(decodeErrorEstimate(0x1601).synchronised).toBe(false);
    expect(decodeErrorEstimate(0x5601).isPtp).toBe(true);
  });
});

describe("packets", () => {
  test("a request comes back as it was, 44 octets plain and 112 signed", () => {
    fc.assert(
      fc.property(request, clock, key, (given, at, secret) => {
        const packet = encodeRequest(given, at, secret);
        expect(packet).toHaveLength(secret === undefined ? plainLength : authenticatedLength);
        expect(decodeRequest(packet, secret)).toEqual({ ...given, errorEstimate: encodeErrorEstimate(at) });
      }),
    );
  });

  test("a reply carries the request's figures, and is as long whatever follows the base packet", () => {
    fc.assert(
      fc.property(request, reply, key, fc.uint8Array({ maxLength: 300 }), (asked, said, secret, rest) => {
        const packet = Buffer.concat([encodeRequest(asked, said.clock, secret), rest]);
        const decoded = decodeRequest(packet, secret);
        expect(decoded).toBeDefined();
        if (decoded === undefined) return;
        const answer = encodeReply(packet, decoded, said, secret);
        expect(answer).toHaveLength(packet.length);
        expect(answer.subarray(packet.length - rest.length)).toEqual(Buffer.from(rest));
        expect(decodeReply(answer, secret)).toMatchObject({
          sequence: said.sequence,
          sent: said.sent,
          received: said.received,
          senderSequence: asked.sequence,
          senderSent: asked.sent,
        });
      }),
    );
  });

  test("41 octets are enough without a key, as TWAMP-Light has them, and no more come back", () => {
    const at = { synchronised: false, errorMs: 1 };
    const whole = encodeRequest({ sequence: 7, sent: 9n, ssid: 3 }, at, undefined);
    for (let length = 0; length < plainLength; length += 1) {
      const cut = whole.subarray(0, length);
      const decoded = decodeRequest(cut, undefined);
      expect(decoded === undefined, `${length}`).toBe(length < shortestPlainLength);
      if (decoded === undefined) continue;
      const answer = encodeReply(cut, decoded, { sequence: 1, sent: 5n, received: 4n, clock: at }, undefined);
      expect(answer).toHaveLength(length);
      expect(decodeReply(answer, undefined)).toMatchObject({
        sequence: 1,
        senderSequence: 7,
        senderSent: 9n,
      });
    }
  });

  test("any bytes are either no packet or one; nothing throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), key, (bytes, secret) => {
        const packet = Buffer.from(bytes);
        const least = secret === undefined ? shortestPlainLength : authenticatedLength;
        const isPacket = decodeRequest(packet, secret) !== undefined;
        expect(decodeReply(packet, secret) !== undefined).toBe(isPacket);
        if (packet.length < least) expect(isPacket).toBe(false);
      }),
    );
  });

  test("one bit changed anywhere, or another key, and a signed packet is none", () => {
    const secret = "mot-bi-mat-dai-lam";
    const at = { synchronised: true, errorMs: 1 };
    const packet = encodeRequest({ sequence: 7, sent: 9n, ssid: 3 }, at, secret);
    for (let bit = 0; bit < packet.length * 8; bit += 1) {
      const damaged = Buffer.from(packet);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeRequest(damaged, secret), `bit ${bit}`).toBeUndefined();
    }
    expect(decodeRequest(packet, `${secret}!`)).toBeUndefined();
    expect(decodeRequest(packet.subarray(0, authenticatedLength - 1), secret)).toBeUndefined();
  });
});
