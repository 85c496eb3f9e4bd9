import { createHmac, timingSafeEqual } from "node:crypto";
import { type ClockError, decodeErrorEstimate, encodeErrorEstimate } from "./timestamp.ts";

/** Octets of a packet without extensions: RFC 8762 4.2.1 (without HMAC) and 4.2.2 (with). */
export const plainLength = 44;
export const authenticatedLength = 112;

/** A reply without the three last, empty octets is one of TWAMP-Light (RFC 5357 erratum 5045). */
export const shortestPlainLength = 41;

/** The key that both ends hold; without it packets are not authenticated. */
export type StampKey = string | undefined;

export interface StampRequest {
  sequence: number;
  /** NTP timestamp of sending, T1. */
  sent: bigint;
  /** The sender's error estimate as on the wire. */
  errorEstimate: number;
  /** Session identifier (RFC 8972), 0 for none. */
  ssid: number;
}

export interface StampReply {
  /** The reflector's own count; a stateless reflector repeats the sender's. */
  sequence: number;
  /** T3, T2: NTP, or PTP where `clock.isPtp`. */
  sent: bigint;
  received: bigint;
  clock: ClockError & { isPtp: boolean };
  /** What the reflector copied out of the request. */
  senderSequence: number;
  senderSent: bigint;
}

interface Layout {
  length: number;
  sent: number;
  errorEstimate: number;
  ssid: number;
  received: number;
  senderSequence: number;
  senderSent: number;
  senderErrorEstimate: number;
  senderTtl: number;
}

const plain: Layout = {
  length: plainLength,
  sent: 4,
  errorEstimate: 12,
  ssid: 14,
  received: 16,
  senderSequence: 24,
  senderSent: 28,
  senderErrorEstimate: 36,
  senderTtl: 40,
};
const authenticated: Layout = {
  length: authenticatedLength,
  sent: 16,
  errorEstimate: 24,
  ssid: 26,
  received: 32,
  senderSequence: 48,
  senderSent: 64,
  senderErrorEstimate: 72,
  senderTtl: 80,
};
const hmacAt = 96;
const hmacLength = 16;
/** What stands for the TTL of the request where it cannot be read, as here (RFC 5357 4.2.1). */
const unknownTtl = 255;

const layoutOf = (key: StampKey): Layout => (key === undefined ? plain : authenticated);

export function encodeRequest(
  request: Omit<StampRequest, "errorEstimate">,
  clock: ClockError,
  key: StampKey,
): Buffer {
  const layout = layoutOf(key);
  const packet = Buffer.alloc(layout.length);
  packet.writeUInt32BE(request.sequence, 0);
  packet.writeBigUInt64BE(request.sent, layout.sent);
  packet.writeUInt16BE(encodeErrorEstimate(clock), layout.errorEstimate);
  packet.writeUInt16BE(request.ssid, layout.ssid);
  sign(packet, key);
  return packet;
}

/** A packet to reflect; undefined for what is too short, or not signed with the key. */
export function decodeRequest(packet: Buffer, key: StampKey): StampRequest | undefined {
  if (!isWhole(packet, key)) return undefined;
  const { sent, errorEstimate, ssid } = layoutOf(key);
  return {
    sequence: packet.readUInt32BE(0),
    sent: packet.readBigUInt64BE(sent),
    errorEstimate: packet.readUInt16BE(errorEstimate),
    ssid: packet.readUInt16BE(ssid),
  };
}

/**
 * The reply to a request, exactly as long. Octets after the base packet go back as they came, which for the
 * extensions of RFC 8972 says that they were not understood.
 */
export function encodeReply(
  packet: Buffer,
  request: StampRequest,
  reply: Pick<StampReply, "sequence" | "sent" | "received"> & { clock: ClockError },
  key: StampKey,
): Buffer {
  const layout = layoutOf(key);
  const base = Buffer.alloc(layout.length);
  base.writeUInt32BE(reply.sequence, 0);
  base.writeBigUInt64BE(reply.sent, layout.sent);
  base.writeUInt16BE(encodeErrorEstimate(reply.clock), layout.errorEstimate);
  base.writeUInt16BE(request.ssid, layout.ssid);
  base.writeBigUInt64BE(reply.received, layout.received);
  base.writeUInt32BE(request.sequence, layout.senderSequence);
  base.writeBigUInt64BE(request.sent, layout.senderSent);
  base.writeUInt16BE(request.errorEstimate, layout.senderErrorEstimate);
  base.writeUInt8(unknownTtl, layout.senderTtl);
  sign(base, key);
  const answer = Buffer.from(packet);
  base.copy(answer);
  return answer;
}

/** A reply; undefined for what is too short, or not signed with the key. */
export function decodeReply(packet: Buffer, key: StampKey): StampReply | undefined {
  if (!isWhole(packet, key)) return undefined;
  const layout = layoutOf(key);
  return {
    sequence: packet.readUInt32BE(0),
    sent: packet.readBigUInt64BE(layout.sent),
    received: packet.readBigUInt64BE(layout.received),
    clock: decodeErrorEstimate(packet.readUInt16BE(layout.errorEstimate)),
    senderSequence: packet.readUInt32BE(layout.senderSequence),
    senderSent: packet.readBigUInt64BE(layout.senderSent),
  };
}

/** HMAC-SHA-256 over all octets before it, the first 128 bits kept (RFC 8762 4.4). */
function hmacOf(packet: Buffer, key: string): Buffer {
  return createHmac("sha256", key).update(packet.subarray(0, hmacAt)).digest().subarray(0, hmacLength);
}

function sign(packet: Buffer, key: StampKey): void {
  if (key !== undefined) hmacOf(packet, key).copy(packet, hmacAt);
}

function isWhole(packet: Buffer, key: StampKey): boolean {
  if (key === undefined) return packet.length >= shortestPlainLength;
  if (packet.length < authenticatedLength) return false;
  return timingSafeEqual(hmacOf(packet, key), packet.subarray(hmacAt, hmacAt + hmacLength));
}
