import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeReply, encodeRequest } from "./packet.ts";
import {
  type Arrived,
  createReflection,
  mostPeers,
  mostSessionsPerPeer,
  peerBurst,
  peerRatePerS,
  type ReflectionOptions,
} from "./reflect.ts";
import { ntpTimestamp } from "./timestamp.ts";

const clockError = () => ({ synchronised: true, errorMs: 1 });
const nowMs = 1_800_000_000_000;

function reflection(more: Partial<ReflectionOptions> = {}) {
  const reflect = createReflection({
    peers: ["10.0.0.0/8", "2001:db8::/32"],
    key: undefined,
    stampMs: () => nowMs + 2,
    clockError,
    ...more,
  });
  return (packet: Buffer, from: Partial<Arrived> = {}) =>
    reflect(packet, { address: "10.0.0.1", port: 5000, atMs: 0, receivedMs: nowMs + 1, ...from });
}
const request = (sequence: number, { ssid = 0, key }: { ssid?: number; key?: string } = {}) =>
  encodeRequest({ sequence, sent: ntpTimestamp(nowMs), ssid }, clockError(), key);
const sequenceOf = (outcome: ReturnType<ReturnType<typeof reflection>>) =>
  "reply" in outcome ? decodeReply(outcome.reply, undefined)?.sequence : outcome.ignored;

describe("createReflection", () => {
  test("answers with its own count and its two stamps", () => {
    const send = reflection();
    send(request(0));
    const outcome = send(request(9));
    expect("reply" in outcome && decodeReply(outcome.reply, undefined)).toMatchObject({
      sequence: 1,
      senderSequence: 9,
      senderSent: ntpTimestamp(nowMs),
      received: ntpTimestamp(nowMs + 1),
      sent: ntpTimestamp(nowMs + 2),
    });
  });

  test("counts each port and SSID by itself", () => {
    const send = reflection();
    expect(sequenceOf(send(request(0)))).toBe(0);
    expect(sequenceOf(send(request(0), { port: 5001 }))).toBe(0);
    expect(sequenceOf(send(request(0, { ssid: 7 })))).toBe(0);
    expect(sequenceOf(send(request(0), { address: "2001:db8::9" }))).toBe(0);
    expect(sequenceOf(send(request(1)))).toBe(1);
  });

  test("answers nobody it was not told of", () => {
    const send = reflection();
    for (const address of ["11.0.0.1", "127.0.0.1", "::1", "2001:db9::1"]) {
      expect(send(request(0), { address })).toEqual({ ignored: "peer" });
    }
  });

  test("with a key only what is signed with it is answered, and the answer is signed", () => {
    const key = "mot-bi-mat-dai-lam";
    const send = reflection({ key });
    const outcome = send(request(0, { key }));
    expect("reply" in outcome && decodeReply(outcome.reply, key)?.senderSequence).toBe(0);
    for (const packet of [request(0), request(0, { key: `${key}!` }), Buffer.alloc(112), Buffer.alloc(0)]) {
      expect(send(packet)).toEqual({ ignored: "malformed" });
    }
  });

  test("whatever comes, no answer is longer than it or shorter", () => {
    const send = reflection();
    let atMs = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        atMs += 1000;
        const outcome = send(Buffer.from(bytes), { atMs });
        if ("reply" in outcome) expect(outcome.reply).toHaveLength(bytes.length);
        else expect(bytes.length).toBeLessThan(41);
      }),
    );
    expect(send(Buffer.alloc(65_507), { atMs })).toEqual({ ignored: "length" });
  });

  test("a flood is answered as far as one peer may go, and costs others nothing", () => {
    const send = reflection();
    let answered = 0;
    for (let packet = 0; packet < 50_000; packet += 1) {
      if ("reply" in send(request(packet), { atMs: packet / 50 })) answered += 1;
      if (packet % 10_000 === 0) {
        expect(send(request(packet), { address: "10.0.0.2", atMs: packet / 50 })).toHaveProperty("reply");
      }
    }
    expect(answered).toBeGreaterThanOrEqual(peerBurst);
    expect(answered).toBeLessThanOrEqual(peerBurst + peerRatePerS + 1);
    expect(send(request(0), { atMs: 1100 })).toHaveProperty("reply");
  });

  test("one peer cannot push out its own sessions or others' by opening many; silent ones give way", () => {
    const send = reflection();
    send(request(0), { port: 1 });
    for (let port = 2; port <= mostSessionsPerPeer; port += 1) send(request(0), { port });
    expect(send(request(0), { port: 999 })).toEqual({ ignored: "sessions" });
    expect(sequenceOf(send(request(1), { port: 1, atMs: 50_000 }))).toBe(1);
    expect(sequenceOf(send(request(0), { port: 999, atMs: 70_000 }))).toBe(0);
    expect(sequenceOf(send(request(2), { port: 1, atMs: 70_001 }))).toBe(2);
  });

  test("memory is bounded: of more peers than fit, those that are active stay", () => {
    const send = reflection();
    const address = (peer: number) => `10.1.${peer >> 8}.${peer & 255}`;
    for (let peer = 0; peer < mostPeers; peer += 1) send(request(0), { address: address(peer) });
    expect(send(request(0), { address: "10.9.9.9" })).toEqual({ ignored: "sessions" });
    expect(sequenceOf(send(request(1), { address: address(0), atMs: 59_000 }))).toBe(1);
    expect(send(request(0), { address: "10.9.9.9", atMs: 61_000 })).toHaveProperty("reply");
    expect(sequenceOf(send(request(2), { address: address(0), atMs: 61_000 }))).toBe(2);
  });
});
