import { BlockList, isIPv6 } from "node:net";
import { decodeRequest, encodeReply, type StampKey } from "./packet.ts";
import { type ClockError, ntpTimestamp } from "./timestamp.ts";

export interface ReflectionOptions {
  /** Only they are answered: addresses, or networks such as `10.0.0.0/8`. */
  peers: readonly string[];
  /** With a key only packets signed with it are answered. */
  key: StampKey;
  /** UTC ms, with a fraction: T3 is read from it. */
  stampMs: () => number;
  clockError: () => ClockError;
}

/** What became of a packet: an answer, or why there is none. */
export type Reflected =
  | { reply: Buffer }
  | { ignored: "peer" | "length" | "malformed" | "rate" | "sessions" };

export interface Arrived {
  address: string;
  port: number;
  /** Monotonic ms. */
  atMs: number;
  /** T2, UTC ms with a fraction. */
  receivedMs: number;
}

/** Packets a second and at once that one peer is answered; measuring takes 50 a second at most. */
export const peerRatePerS = 200;
export const peerBurst = 400;
export const mostPeers = 4096;
export const mostSessionsPerPeer = 32;
/** One silent for longer may give its place to another. */
const idleMs = 60_000;
/** Beyond the largest frames in use; answering more would only help whoever forges addresses. */
const longestPacket = 9216;

interface Peer {
  tokens: number;
  seenMs: number;
  /** By port and SSID: what is counted, and when it was last heard of. */
  sessions: Map<string, { count: number; seenMs: number }>;
}

/**
 * The stateful reflector of RFC 8762 4.3 without its socket. Answers are exactly as long as their requests. Its memory
 * is bounded, and whoever is active keeps his place however many others come.
 */
export function createReflection({ peers, key, stampMs, clockError }: ReflectionOptions) {
  const allowed = peerList(peers);
  const known = new Map<string, Peer>();

  function peerOf(address: string, atMs: number): Peer | undefined {
    const peer = known.get(address);
    if (peer !== undefined) {
      peer.tokens = Math.min(peerBurst, peer.tokens + ((atMs - peer.seenMs) / 1000) * peerRatePerS);
      peer.seenMs = atMs;
      return toEnd(known, address, peer);
    }
    if (!makeRoom(known, mostPeers, atMs)) return undefined;
    return toEnd(known, address, { tokens: peerBurst, seenMs: atMs, sessions: new Map() });
  }

  return (packet: Buffer, { address, port, atMs, receivedMs }: Arrived): Reflected => {
    if (packet.length > longestPacket) return { ignored: "length" };
    if (!allowed.check(address, isIPv6(address) ? "ipv6" : "ipv4")) return { ignored: "peer" };
    const request = decodeRequest(packet, key);
    if (request === undefined) return { ignored: "malformed" };
    const peer = peerOf(address, atMs);
    if (peer === undefined) return { ignored: "sessions" };
    if (peer.tokens < 1) return { ignored: "rate" };
    const name = `${port}/${request.ssid}`;
    const isNew = !peer.sessions.has(name);
    if (isNew && !makeRoom(peer.sessions, mostSessionsPerPeer, atMs)) return { ignored: "sessions" };
    peer.tokens -= 1;
    const session = toEnd(peer.sessions, name, peer.sessions.get(name) ?? { count: 0, seenMs: atMs });
    session.seenMs = atMs;
    const sequence = session.count;
    session.count = (session.count + 1) % 2 ** 32;
    const received = ntpTimestamp(receivedMs);
    const sent = ntpTimestamp(stampMs());
    return { reply: encodeReply(packet, request, { sequence, sent, received, clock: clockError() }, key) };
  };
}

/** Whether one more fits in, after the longest silent one has left if it has been so for long enough. */
function makeRoom(map: Map<string, { seenMs: number }>, most: number, atMs: number): boolean {
  if (map.size < most) return true;
  const [oldest] = map;
  if (oldest === undefined || atMs - oldest[1].seenMs < idleMs) return false;
  map.delete(oldest[0]);
  return true;
}

/** Maps keep the order of insertion: whoever was heard of last stands last. */
function toEnd<T>(map: Map<string, T>, key: string, value: T): T {
  map.delete(key);
  map.set(key, value);
  return value;
}

/** The addresses and networks of a list. Throws what `BlockList` throws for one that is neither. */
export function peerList(peers: readonly string[]): BlockList {
  const list = new BlockList();
  for (const peer of peers) {
    const [address = "", bits] = peer.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN, family);
  }
  return list;
}
