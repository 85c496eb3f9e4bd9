import { splitLoss } from "./direction.ts";
import type { StampReply } from "./packet.ts";
import { ntpToUnixMs, ptpToMs } from "./timestamp.ts";
import { type StampWindow, type Trip, windowFields } from "./window.ts";

/** A packet as it left. */
export interface SentPacket {
  sequence: number;
  /** UTC ms, by which it belongs to a window. */
  sentMs: number;
  /** The same moment as stamped into it, T1. */
  stamp: bigint;
  /** The same moment by the monotonic clock, ms. */
  leftMs: number;
}

/** How a reply arrived: T4 by both clocks. */
export interface Arrival {
  monotonicMs: number;
  wallMs: number;
  isSuspect: boolean;
  /** Error of this machine's clock, ms; absent when it follows no common one. */
  clockErrorMs?: number;
}

/** A window that is over: its end, or its last packet where it was broken off (UTC ms), and its figures. */
export interface ClosedWindow {
  timeMs: number;
  fields: ReturnType<typeof windowFields>;
}

export interface Tracker {
  sent(packet: SentPacket): void;
  /** `foreign` is nothing that answers a packet of ours, or a forgery. */
  replied(reply: StampReply, arrival: Arrival): "taken" | "late" | "duplicate" | "foreign";
  /** Windows whose packets are all back or given up. */
  close(nowMs: number): ClosedWindow[];
  /** What is left, without the packets that may still come back. */
  finish(nowMs: number): ClosedWindow[];
  /** Forgets packets under way and unfinished windows: the clock was set, or the machine slept. */
  forget(): void;
  /** Whether every packet sent is back. */
  isComplete(): boolean;
}

interface Tracked extends SentPacket {
  trip?: Trip;
  /** Number the reflector gave it; also known of one that came too late. */
  reflected?: number;
}

/** After this much more than the time-out a window is taken for complete. */
const graceMs = 250;

/** Packets and odd numbers of one session remembered for the losses between them. */
const mostKept = 1000;

/** Follows the packets of one session. Pure: every time is an argument. */
export function createTracker(options: { windowMs: number; timeoutMs: number }): Tracker {
  const { windowMs, timeoutMs } = options;
  const packets = new Map<number, Tracked>();
  const duplicates = new Map<number, number>();
  const reordered = new Map<number, number>();
  let extraReflected: number[] = [];
  let highest = -1;
  /** One number of its own is enough to tell a reflector that counts from one that repeats ours. */
  let reflectorCounts = false;
  let isFromStart = true;

  const endOf = (packet: SentPacket): number => (Math.floor(packet.sentMs / windowMs) + 1) * windowMs;
  const count = (map: Map<number, number>, packet: SentPacket): void => {
    map.set(endOf(packet), (map.get(endOf(packet)) ?? 0) + 1);
  };

  function replied(reply: StampReply, arrival: Arrival): ReturnType<Tracker["replied"]> {
    const packet = packets.get(reply.senderSequence);
    if (packet === undefined || packet.stamp !== reply.senderSent) return "foreign";
    if (packet.reflected !== undefined) {
      const isExtra = reply.sequence !== packet.reflected && !extraReflected.includes(reply.sequence);
      if (isExtra && extraReflected.length < mostKept) extraReflected.push(reply.sequence);
      count(duplicates, packet);
      return "duplicate";
    }
    packet.reflected = reply.sequence;
    if (reply.sequence !== packet.sequence) reflectorCounts = true;
    if (packet.sequence < highest) count(reordered, packet);
    highest = Math.max(highest, packet.sequence);
    if (arrival.monotonicMs - packet.leftMs > timeoutMs) return "late";
    packet.trip = tripOf(packet, reply, arrival);
    return "taken";
  }

  function windowOf(endMs: number): StampWindow {
    const inside = [...packets.values()].filter((packet) => endOf(packet) === endMs);
    const sent = inside.map(({ sequence }) => sequence);
    return {
      sent,
      trips: inside.flatMap(({ trip }) => (trip === undefined ? [] : [trip])),
      duplicates: duplicates.get(endMs) ?? 0,
      reordered: reordered.get(endMs) ?? 0,
      ...(reflectorCounts ? { split: split(sent) } : {}),
    };
  }

  function split(sent: readonly number[]) {
    const all = [...packets.values()];
    return splitLoss({
      replies: all.flatMap(({ sequence, reflected }) =>
        reflected === undefined ? [] : [{ sequence, reflected }],
      ),
      extraReflected,
      lost: all.filter(({ reflected }) => reflected === undefined).map(({ sequence }) => sequence),
      isFromStart,
      range: { from: sent[0] ?? 0, to: (sent.at(-1) ?? -1) + 1 },
    });
  }

  /** Keeps what later windows need: their own packets, and all from the last one before them that came back. */
  function prune(endMs: number): void {
    const old = [...packets.values()].filter((packet) => endOf(packet) <= endMs);
    const anchor = old.findLast(({ reflected }) => reflected !== undefined);
    const newest = old.at(-1)?.sequence ?? 0;
    // an outage has no anchor for long: losses from its inside can then not be told by direction any more
    const keepFrom = Math.max(anchor?.sequence ?? 0, newest - mostKept);
    for (const { sequence } of old) {
      if (sequence >= keepFrom) continue;
      packets.delete(sequence);
      isFromStart = false;
    }
    extraReflected = extraReflected.filter((extra) => extra > (anchor?.reflected ?? -1));
    duplicates.delete(endMs);
    reordered.delete(endMs);
  }

  let closedMs = Number.NEGATIVE_INFINITY;
  function closeThrough(untilMs: number): ClosedWindow[] {
    const ends = [...new Set([...packets.values()].map(endOf))].filter(
      (endMs) => endMs > closedMs && endMs <= untilMs,
    );
    return ends
      .sort((a, b) => a - b)
      .map((endMs) => {
        const window = { timeMs: endMs, fields: windowFields(windowOf(endMs)) };
        closedMs = endMs;
        prune(endMs);
        return window;
      });
  }

  return {
    sent: (packet) => void packets.set(packet.sequence, packet),
    replied,
    close: (nowMs) => closeThrough(nowMs - timeoutMs - graceMs),
    finish(nowMs) {
      for (const packet of [...packets.values()]) {
        const isUnderWay = packet.reflected === undefined && nowMs - packet.sentMs < timeoutMs;
        if (isUnderWay) packets.delete(packet.sequence);
      }
      const lastMs = Math.floor([...packets.values()].at(-1)?.sentMs ?? 0);
      return closeThrough(Number.POSITIVE_INFINITY).map((window) => ({
        ...window,
        timeMs: Math.min(window.timeMs, lastMs),
      }));
    },
    forget() {
      packets.clear();
      duplicates.clear();
      reordered.clear();
      extraReflected = [];
      isFromStart = false;
      closedMs = Number.NEGATIVE_INFINITY;
    },
    isComplete: () => [...packets.values()].every(({ reflected }) => reflected !== undefined),
  };
}

/**
 * RTT = (T4 - T1) - (T3 - T2), each difference by one clock. A reflector whose T3 - T2 cannot be (its clock was set, or
 * it lies) is taken to have answered at once, which can only make the round trip look longer.
 */
function tripOf(packet: SentPacket, reply: StampReply, arrival: Arrival): Trip {
  const { isPtp, synchronised, errorMs } = reply.clock;
  const timeOf = isPtp ? ptpToMs : ntpToUnixMs;
  const receivedMs = timeOf(reply.received);
  const sentMs = timeOf(reply.sent);
  const awayMs = arrival.monotonicMs - packet.leftMs;
  const dwellMs = sentMs - receivedMs;
  const rttMs = dwellMs >= 0 && dwellMs <= awayMs ? awayMs - dwellMs : awayMs;
  // PTP counts TAI, whose distance from UTC is not in the packet
  const areComparable = synchronised && !isPtp && arrival.clockErrorMs !== undefined;
  return {
    sequence: packet.sequence,
    rttMs,
    forwardMs: receivedMs - packet.sentMs,
    backMs: arrival.wallMs - sentMs,
    ...(areComparable ? { clocksErrorMs: errorMs + (arrival.clockErrorMs ?? 0) } : {}),
    isVoid: arrival.isSuspect,
  };
}
