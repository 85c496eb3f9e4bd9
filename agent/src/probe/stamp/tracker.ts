import { type SplitLoss, splitLoss } from "./direction.ts";
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
  return new SessionTracker(options);
}

class SessionTracker implements Tracker {
  readonly #windowMs: number;
  readonly #timeoutMs: number;
  readonly #packets = new Map<number, Tracked>();
  /** By end of window. */
  readonly #duplicates = new Map<number, number>();
  readonly #reordered = new Map<number, number>();
  #extraReflected: number[] = [];
  #highest = -1;
  /** One number of its own is enough to tell a reflector that counts from one that repeats ours. */
  #reflectorCounts = false;
  #isFromStart = true;
  #closedMs = Number.NEGATIVE_INFINITY;

  constructor({ windowMs, timeoutMs }: { windowMs: number; timeoutMs: number }) {
    this.#windowMs = windowMs;
    this.#timeoutMs = timeoutMs;
  }

  sent(packet: SentPacket): void {
    this.#packets.set(packet.sequence, packet);
  }

  replied(reply: StampReply, arrival: Arrival): ReturnType<Tracker["replied"]> {
    const packet = this.#packets.get(reply.senderSequence);
    if (packet === undefined || packet.stamp !== reply.senderSent) return "foreign";
    if (packet.reflected !== undefined) {
      const isExtra = reply.sequence !== packet.reflected && !this.#extraReflected.includes(reply.sequence);
      if (isExtra && this.#extraReflected.length < mostKept) this.#extraReflected.push(reply.sequence);
      this.#count(this.#duplicates, packet);
      return "duplicate";
    }
    packet.reflected = reply.sequence;
    if (reply.sequence !== packet.sequence) this.#reflectorCounts = true;
    if (packet.sequence < this.#highest) this.#count(this.#reordered, packet);
    this.#highest = Math.max(this.#highest, packet.sequence);
    if (arrival.monotonicMs - packet.leftMs > this.#timeoutMs) return "late";
    packet.trip = tripOf(packet, reply, arrival);
    return "taken";
  }

  close(nowMs: number): ClosedWindow[] {
    return this.#closeThrough(nowMs - this.#timeoutMs - graceMs);
  }

  finish(nowMs: number): ClosedWindow[] {
    for (const packet of this.#all()) {
      const isUnderWay = packet.reflected === undefined && nowMs - packet.sentMs < this.#timeoutMs;
      if (isUnderWay) this.#packets.delete(packet.sequence);
    }
    const lastMs = Math.floor(this.#all().at(-1)?.sentMs ?? 0);
    return this.#closeThrough(Number.POSITIVE_INFINITY).map((window) => ({
      ...window,
      timeMs: Math.min(window.timeMs, lastMs),
    }));
  }

  forget(): void {
    this.#packets.clear();
    this.#duplicates.clear();
    this.#reordered.clear();
    this.#extraReflected = [];
    this.#isFromStart = false;
    this.#closedMs = Number.NEGATIVE_INFINITY;
  }

  isComplete(): boolean {
    return this.#all().every(({ reflected }) => reflected !== undefined);
  }

  #all(): Tracked[] {
    return [...this.#packets.values()];
  }

  #endOf(packet: SentPacket): number {
    return (Math.floor(packet.sentMs / this.#windowMs) + 1) * this.#windowMs;
  }

  #count(counts: Map<number, number>, packet: SentPacket): void {
    const endMs = this.#endOf(packet);
    counts.set(endMs, (counts.get(endMs) ?? 0) + 1);
  }

  #closeThrough(untilMs: number): ClosedWindow[] {
    const ends = new Set(this.#all().map((packet) => this.#endOf(packet)));
    return [...ends]
      .filter((endMs) => endMs > this.#closedMs && endMs <= untilMs)
      .sort((a, b) => a - b)
      .map((endMs) => {
        const window = { timeMs: endMs, fields: windowFields(this.#windowOf(endMs)) };
        this.#closedMs = endMs;
        this.#prune(endMs);
        return window;
      });
  }

  #windowOf(endMs: number): StampWindow {
    const inside = this.#all().filter((packet) => this.#endOf(packet) === endMs);
    const sent = inside.map(({ sequence }) => sequence);
    return {
      sent,
      trips: inside.flatMap(({ trip }) => (trip === undefined ? [] : [trip])),
      duplicates: this.#duplicates.get(endMs) ?? 0,
      reordered: this.#reordered.get(endMs) ?? 0,
      ...(this.#reflectorCounts ? { split: this.#split(sent) } : {}),
    };
  }

  #split(sent: readonly number[]): SplitLoss {
    const all = this.#all();
    return splitLoss({
      replies: all.flatMap(({ sequence, reflected }) =>
        reflected === undefined ? [] : [{ sequence, reflected }],
      ),
      extraReflected: this.#extraReflected,
      lost: all.filter(({ reflected }) => reflected === undefined).map(({ sequence }) => sequence),
      isFromStart: this.#isFromStart,
      range: { from: sent[0] ?? 0, to: (sent.at(-1) ?? -1) + 1 },
    });
  }

  /** Keeps what later windows need: their own packets, and all from the last one before them that came back. */
  #prune(endMs: number): void {
    const old = this.#all().filter((packet) => this.#endOf(packet) <= endMs);
    const anchor = old.findLast(({ reflected }) => reflected !== undefined);
    const newest = old.at(-1)?.sequence ?? 0;
    // in a long outage there is none: where packets from its inside were lost cannot be told any more
    const keepFrom = Math.max(anchor?.sequence ?? 0, newest - mostKept);
    for (const { sequence } of old) {
      if (sequence >= keepFrom) continue;
      this.#packets.delete(sequence);
      this.#isFromStart = false;
    }
    this.#extraReflected = this.#extraReflected.filter((extra) => extra > (anchor?.reflected ?? -1));
    this.#duplicates.delete(endMs);
    this.#reordered.delete(endMs);
  }
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
