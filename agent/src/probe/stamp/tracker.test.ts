import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StampReply } from "./packet.ts";
import { ntpTimestamp } from "./timestamp.ts";
import { createTracker, type Tracker } from "./tracker.ts";

const startMs = 1_800_000_000_000;
const windowMs = 10_000;

/** The wire of a test: one packet each 100 ms, 20 ms away of which the reflector's clock sees 5, and what becomes of it. */
type Fate = "back" | "lostForward" | "lostBack" | "doubledForward" | "doubledBack" | "late";

interface Wire {
  tracker: Tracker;
  send(fate: Fate): void;
  sent(): number;
  restartReflector(): void;
}

function wire({ counts = true, skipsOne = true, offsetMs = 0 } = {}): Wire {
  const tracker = createTracker({ windowMs, timeoutMs: 3000 });
  let sequence = 0;
  let counted = 0;
  let sent = 0;
  const replyOf = (of: number, sentMs: number): StampReply => {
    const received = ntpTimestamp(sentMs + 10 + offsetMs);
    const reflected = counted;
    counted += 1;
    return {
      sequence: counts ? reflected : of,
      received,
      sent: ntpTimestamp(sentMs + 15 + offsetMs),
      clock: { synchronised: true, errorMs: 1, isPtp: false },
      senderSequence: of,
      senderSent: ntpTimestamp(sentMs),
    };
  };
  return {
    tracker,
    sent: () => sent,
    restartReflector: () => {
      counted = 0;
    },
    send(fate) {
      const sentMs = startMs + sent * 100;
      const mine = sequence;
      sequence = sequence === 0 && skipsOne ? 2 : sequence + 1;
      sent += 1;
      tracker.sent({ sequence: mine, sentMs, stamp: ntpTimestamp(sentMs), leftMs: sentMs - startMs });
      if (fate === "lostForward") return;
      const reply = replyOf(mine, sentMs);
      const awayMs = fate === "late" ? 3500 : 25;
      const arrival = {
        monotonicMs: sentMs - startMs + awayMs,
        wallMs: sentMs + awayMs,
        isSuspect: false,
        clockErrorMs: 1,
      };
      const again = fate === "doubledForward" ? replyOf(mine, sentMs) : undefined;
      if (fate === "lostBack") return;
      tracker.replied(reply, arrival);
      if (again !== undefined) tracker.replied(again, arrival);
      if (fate === "doubledBack") tracker.replied(reply, arrival);
    },
  };
}

const closeAll = (tracker: Tracker) => tracker.close(startMs + 1e9).map(({ fields }) => fields);

describe("a window", () => {
  test("of packets that all came back", () => {
    const { tracker, send } = wire();
    for (let packet = 0; packet < 100; packet += 1) send("back");
    expect(tracker.close(startMs + windowMs + 3000)).toEqual([]);
    const [window] = tracker.close(startMs + windowMs + 3250);
    expect(window?.timeMs).toBe(startMs + windowMs);
    expect(window?.fields).toMatchObject({
      sent: 100,
      received: 100,
      lossPct: 0,
      lostForward: 0,
      lostBack: 0,
      rttMinMs: 20,
      rttMaxMs: 20,
      pdvMs: 0,
      jitterMs: 0,
      forwardMs: 10,
      backMs: 10,
      longestLossRun: 0,
      duplicates: 0,
      reordered: 0,
      voided: 0,
    });
  });

  test("without a reply has no round trip, and no direction to blame", () => {
    const { tracker, send } = wire();
    for (let packet = 0; packet < 100; packet += 1) send("lostForward");
    const [fields] = closeAll(tracker);
    expect(fields).toEqual({
      sent: 100,
      received: 0,
      lossPct: 100,
      longestLossRun: 100,
      duplicates: 0,
      reordered: 0,
      voided: 0,
    });
  });

  test("losses are told by direction, whatever their order, with packets doubled between them", () => {
    const fates = fc.array(
      fc.constantFrom<Fate>("back", "back", "lostForward", "lostBack", "doubledForward", "doubledBack"),
      { minLength: 1, maxLength: 350 },
    );
    fc.assert(
      fc.property(fates, (middle) => {
        const { tracker, send } = wire();
        const all: Fate[] = ["back", "back", ...middle, "back"];
        for (const fate of all) send(fate);
        const windows = closeAll(tracker);
        const total = (field: "sent" | "received" | "lostForward" | "lostBack" | "duplicates") =>
          windows.reduce((sum, fields) => sum + (fields[field] ?? Number.NaN), 0);
        const count = (...names: Fate[]) => all.filter((fate) => names.includes(fate)).length;
        expect(total("sent")).toBe(all.length);
        expect(total("received")).toBe(all.length - count("lostForward", "lostBack"));
        expect(total("duplicates")).toBe(count("doubledForward", "doubledBack"));
        // the gap across the end of a window waits for a reply of the next, and both see the same gap
        expect(total("lostForward")).toBe(count("lostForward"));
        expect(total("lostBack")).toBe(count("lostBack"));
      }),
      { numRuns: 200 },
    );
  });

  test("closing as time goes on says the same as closing at the end", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Fate>("back", "back", "lostForward", "lostBack"), {
          minLength: 150,
          maxLength: 400,
        }),
        (middle) => {
          const whole = wire();
          const stepwise = wire();
          const seen: unknown[] = [];
          for (const fate of ["back", ...middle, "back"] as const) {
            whole.send(fate);
            stepwise.send(fate);
            const nowMs = startMs + stepwise.sent() * 100;
            seen.push(...stepwise.tracker.close(nowMs).map(({ fields }) => fields));
          }
          // what is lost for more than the three seconds a window waits has no reply after it yet
          const longest = closeAll(whole.tracker);
          seen.push(...closeAll(stepwise.tracker));
          for (const [at, fields] of longest.entries()) {
            const early = seen[at] as typeof fields;
            expect(early.received).toBe(fields.received);
            if (early.lostForward !== undefined) expect(early.lostForward).toBe(fields.lostForward);
          }
          expect(seen).toHaveLength(longest.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("a reflector that only repeats our numbers tells no direction", () => {
    const { tracker, send } = wire({ counts: false });
    for (const fate of ["back", "back", "lostForward", "lostBack", "back"] as const) send(fate);
    const [fields] = closeAll(tracker);
    expect(fields).toMatchObject({ sent: 5, received: 3 });
    expect(fields).not.toHaveProperty("lostForward");
  });

  test("a late packet is lost, but not in a direction", () => {
    const { tracker, send } = wire();
    for (const fate of ["back", "back", "late", "lostBack", "back"] as const) send(fate);
    expect(closeAll(tracker)[0]).toMatchObject({ sent: 5, received: 3, lostForward: 0, lostBack: 1 });
  });

  test.each([20, 70])(
    "after a reflector that had counted %i began anew, losses have no known direction",
    (before) => {
      const { tracker, send, restartReflector } = wire();
      for (let packet = 0; packet < before; packet += 1) send("back");
      send("lostForward");
      restartReflector();
      for (let packet = 0; packet < 20; packet += 1) send("back");
      const [fields] = closeAll(tracker);
      expect(fields).toMatchObject({ sent: before + 21, received: before + 20 });
      expect(fields).not.toHaveProperty("lostForward");
    },
  );

  test("after an outage of hours directions are told again", () => {
    const { tracker, send, sent } = wire();
    const step = (fate: Fate) => {
      send(fate);
      tracker.close(startMs + sent() * 100);
    };
    for (let packet = 0; packet < 100; packet += 1) step("back");
    for (let packet = 0; packet < 5000; packet += 1) step("lostForward");
    for (let packet = 0; packet < 100; packet += 1) step("back");
    step("lostBack");
    step("back");
    expect(closeAll(tracker).at(-1)).toMatchObject({ lostForward: 0, lostBack: 1 });
  });

  test("a forged reply, without the stamp of the packet it names, is none of ours", () => {
    const { tracker, send } = wire();
    send("lostBack");
    const forged: StampReply = {
      sequence: 0,
      sent: 0n,
      received: 0n,
      clock: { synchronised: true, errorMs: 0, isPtp: false },
      senderSequence: 0,
      senderSent: ntpTimestamp(startMs + 1),
    };
    const arrival = { monotonicMs: 5, wallMs: startMs + 5, isSuspect: false };
    expect(tracker.replied(forged, arrival)).toBe("foreign");
    expect(tracker.replied({ ...forged, senderSequence: 77 }, arrival)).toBe("foreign");
    expect(closeAll(tracker)[0]).toMatchObject({ sent: 1, received: 0 });
  });

  test("clocks apart: no one-way delay, but the round trip and the variation are untouched", () => {
    const { tracker, send } = wire({ offsetMs: -3_600_000 });
    for (let packet = 0; packet < 10; packet += 1) send("back");
    const [fields] = closeAll(tracker);
    expect(fields).toMatchObject({ rttP50Ms: 20, jitterForwardMs: 0, jitterBackMs: 0 });
    expect(fields).not.toHaveProperty("forwardMs");
  });

  test("a window broken off is stamped with its last packet; what may still come back is left out", () => {
    const { tracker, send } = wire();
    for (const fate of ["back", "back", "lostBack"] as const) send(fate);
    expect(tracker.finish(startMs + 300)).toMatchObject([
      { timeMs: startMs + 100, fields: { sent: 2, received: 2 } },
    ]);
  });
});
