import type { SettingsOf } from "@haidang/contract/check.ts";
import type { WallClock } from "./clock.ts";
import { type Line, openLine } from "./line.ts";
import { decodeReply, encodeRequest } from "./packet.ts";
import { type ClockError, ntpTimestamp } from "./timestamp.ts";
import type { Tracker } from "./tracker.ts";

/** This machine's part in every measurement: its clock, and whether it is too busy to be believed. */
export interface Surroundings {
  clock: WallClock;
  clockError: () => ClockError;
  isSuspect: () => boolean;
}

/** One sender of test packets (RFC 8762 4.2) to one reflector. */
export interface StampSession {
  /** Sends the next packet; one that cannot leave counts as sent all the same. */
  send(): void;
  /** The last error, if there was one since that moment. */
  faultSince(sinceMs: number): NodeJS.ErrnoException | undefined;
  /** Answers so far that answer nothing of ours, or are not signed with the key. */
  foreign(): number;
  close(): void;
}

const sequences = 2 ** 32;

export function openSession(
  far: { ip: string } & Pick<SettingsOf<"stamp">, "port" | "key" | "ssid">,
  tracker: Tracker,
  { clock, clockError, isSuspect }: Surroundings,
): StampSession {
  let sequence = 0;
  let fault: { error: NodeJS.ErrnoException; atMs: number } | undefined;
  let foreign = 0;
  let line: Line | undefined = open();

  function open(): Line {
    return openLine(far, {
      onPacket: receive,
      onFault(error) {
        fault = { error, atMs: clock.nowMs() };
        // no route yet, perhaps: the next packet tries anew
        if (error.syscall === "connect") reopen();
      },
    });
  }

  function reopen(): void {
    line?.close();
    line = undefined;
  }

  function receive(packet: Buffer): void {
    const monotonicMs = performance.now();
    const wallMs = clock.nowMs();
    const reply = decodeReply(packet, far.key);
    const { synchronised, errorMs } = clockError();
    const arrival = { monotonicMs, wallMs, isSuspect: isSuspect() };
    const verdict =
      reply === undefined
        ? "foreign"
        : tracker.replied(reply, synchronised ? { ...arrival, clockErrorMs: errorMs } : arrival);
    if (verdict === "foreign") foreign += 1;
  }

  return {
    send() {
      line ??= open();
      const sentMs = clock.nowMs();
      const stamp = ntpTimestamp(sentMs);
      const packet = encodeRequest({ sequence, sent: stamp, ssid: far.ssid }, clockError(), far.key);
      tracker.sent({ sequence, sentMs, stamp, leftMs: performance.now() });
      line.send(packet);
      // 1 is left out, as if lost on the way: a reflector that counts by itself then shows numbers other than ours
      sequence = sequence === 0 ? 2 : (sequence + 1) % sequences;
    },
    faultSince: (sinceMs) => (fault !== undefined && fault.atMs >= sinceMs ? fault.error : undefined),
    foreign: () => foreign,
    close: () => line?.close(),
  };
}
