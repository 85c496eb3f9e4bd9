import fc from "fast-check";
import { expect, test } from "vitest";
import { encode, encodeInteger } from "./trap/ber.ts";
import { isWellFormed } from "./well-formed.ts";

const varbind = (value: Uint8Array) => encode(0x30, encode(6, Buffer.from([0x2b, 6, 1])), encode(4, value));
const list = encode(0x30, varbind(Buffer.alloc(200)), varbind(Buffer.from("x")), varbind(Buffer.alloc(0)));
const pdu = encode(0xa2, encodeInteger(7), encodeInteger(0), encodeInteger(0), list);
const message = encode(0x30, encodeInteger(1), encode(4, Buffer.from("public")), pdu);

test("a whole message is well-formed, with bytes behind it too", () => {
  expect(isWellFormed(message)).toBe(true);
  expect(isWellFormed(Buffer.concat([message, Buffer.alloc(3)]))).toBe(true);
});

test("cut anywhere it is not", () => {
  for (let length = 0; length < message.length; length += 1) {
    expect(isWellFormed(message.subarray(0, length))).toBe(false);
  }
});

test("when an inner length lies it is not", () => {
  for (const inner of [pdu, list, varbind(Buffer.from("x"))]) {
    const lies = Buffer.from(message);
    const at = message.indexOf(inner) + (inner.length < 128 ? 1 : 2);
    for (const by of [-1, 1]) {
      lies[at] = (message[at] ?? 0) + by;
      expect(isWellFormed(lies)).toBe(false);
    }
  }
});

test("any bytes at all are judged, and deep nesting is refused", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void isWellFormed(bytes)));
  let deep = encode(0x30);
  for (let depth = 0; depth < 20; depth += 1) deep = encode(0x30, deep);
  expect(isWellFormed(deep)).toBe(false);
});
