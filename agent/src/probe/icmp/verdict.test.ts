import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startVerdict, stepVerdict, type VerdictEmission, type VerdictEvent } from "./verdict.ts";

/** Seconds since the epoch are easier to read in scenarios: windows end at 10, 20, 30, and settle 2 s later. */
const s = (seconds: number) => Math.round(seconds * 1000);

function run(startS = 0) {
  let state = startVerdict({ windowMs: s(10), settleMs: s(2), nowMs: s(startS) });
  return {
    send(event: VerdictEvent): string[] {
      const step = stepVerdict(state, event);
      state = step.state;
      return step.emissions.map(shown);
    },
    reply(sentS: number, rttMs = 10) {
      return this.send({ type: "reply", sentMs: s(sentS), rttMs });
    },
    lost(sentS: number) {
      return this.send({ type: "lost", sentMs: s(sentS) });
    },
    unsent(sentS: number) {
      return this.send({ type: "unsent", sentMs: s(sentS) });
    },
    tick(nowS: number) {
      return this.send({ type: "tick", nowMs: s(nowS) });
    },
    burstLost(nowS: number) {
      return this.send({ type: "burst", outcome: { type: "lost", reason: "no_reply" }, nowMs: s(nowS) });
    },
    burstAnswered(sentS: number, nowS: number) {
      return this.send({ type: "burst", outcome: { type: "answered", sentMs: s(sentS) }, nowMs: s(nowS) });
    },
    /** Up, with a reply each second of `[from, to)`. */
    up(from: number, to: number) {
      const out: string[] = [];
      for (let at = from; at < to; at += 1) out.push(...this.reply(at + 0.5));
      return out;
    },
    get suspicious() {
      return state.suspicion !== undefined;
    },
  };
}

/** `!` marks an urgent one, `3/10` the replies of a window. */
function shown({ timeMs, verdict, urgent, window }: VerdictEmission): string {
  const why = verdict.outcome === "ok" ? "" : ` ${verdict.reason}`;
  const counted = window === undefined ? "" : ` ${window.received}/${window.sent}`;
  return `${urgent ? "!" : ""}${timeMs / 1000} ${verdict.outcome}${why}${counted}`;
}

describe("the verdict on a target", () => {
  test("is told at once with the first reply, then at the end of each window", () => {
    const link = run();
    expect(link.reply(0.5)).toEqual(["!0.5 ok"]);
    expect(link.up(1, 10)).toEqual([]);
    expect(link.tick(11.9)).toEqual([]);
    expect(link.up(10, 13)).toEqual([]);
    expect(link.tick(12)).toEqual(["10 ok 10/10"]);
    expect(link.tick(12.1)).toEqual([]);
  });

  test("a lost request alone is a suspicion, and a burst that is answered ends it", () => {
    const link = run();
    link.up(0, 5);
    expect(link.lost(5.5)).toEqual([]);
    expect(link.suspicious).toBe(true);
    expect(link.burstAnswered(6.6, 6.7)).toEqual([]);
    expect(link.suspicious).toBe(false);
    link.up(6, 10);
    expect(link.tick(12)).toEqual(["10 ok 9/10"]);
  });

  test("only a burst lost too is a failure, from the first lost request on", () => {
    const link = run();
    link.up(0, 5);
    link.lost(5.5);
    link.lost(6.5);
    expect(link.burstLost(8.1)).toEqual(["!5.5 failed no_reply"]);
    expect(link.lost(7.5)).toEqual([]);
    expect(link.suspicious).toBe(false);
    for (const at of [8.5, 9.5, 10.5]) link.lost(at);
    expect(link.tick(12)).toEqual(["10 failed no_reply 5/10"]);
  });

  test("a failure from the very start is told as one", () => {
    const link = run();
    expect(link.unsent(0.2)).toEqual([]);
    expect(link.burstLost(2.2)).toEqual(["!0.2 failed no_reply"]);
  });

  test("recovery is told at once, at the time the answered request was sent", () => {
    const link = run();
    link.up(0, 5);
    link.lost(5.5);
    link.burstLost(8);
    expect(link.reply(8.5)).toEqual(["!8.5 ok"]);
    expect(link.reply(9.5)).toEqual([]);
    expect(link.tick(12)).toEqual(["10 ok 7/8"]);
  });

  test("a window with an open suspicion is held back until the burst has settled", () => {
    const link = run();
    link.up(0, 9);
    link.lost(9.5);
    expect(link.tick(12.1)).toEqual([]);
    expect(link.burstLost(12.2)).toEqual(["!9.5 failed no_reply", "10 failed no_reply 9/10"]);
  });

  test("a held window is ok after all when the burst is answered", () => {
    const link = run();
    link.up(0, 9);
    link.lost(9.5);
    expect(link.tick(12.1)).toEqual([]);
    expect(link.burstAnswered(12.1, 12.2)).toEqual(["10 ok 9/10"]);
  });

  test("a suspicion after the window's end does not hold it back", () => {
    const link = run();
    link.up(0, 10);
    link.lost(10.5);
    expect(link.tick(12)).toEqual(["10 ok 10/10"]);
    expect(link.burstLost(13)).toEqual(["!10.5 failed no_reply"]);
  });

  test("recovery after a window's end closes that window as failed first", () => {
    const link = run();
    link.up(0, 5);
    link.lost(5.5);
    link.burstLost(8);
    for (const at of [6.5, 7.5, 8.5, 9.5]) link.lost(at);
    expect(link.reply(10.5)).toEqual(["10 failed no_reply 5/10", "!10.5 ok"]);
  });

  test("a reply of the stream is quicker than the burst; the burst then says nothing", () => {
    const link = run();
    link.up(0, 5);
    link.lost(5.5);
    expect(link.reply(6.5)).toEqual([]);
    expect(link.suspicious).toBe(false);
    expect(link.burstLost(7)).toEqual([]);
  });

  test("a late reply to an older request does not clear a suspicion", () => {
    const link = run();
    link.up(0, 4);
    link.unsent(5.5);
    link.reply(4.5, 990);
    expect(link.suspicious).toBe(true);
    expect(link.burstLost(7)).toEqual(["!5.5 failed no_reply"]);
  });

  test("a burst that the tool broke leaves everything open", () => {
    const link = run();
    link.up(0, 5);
    link.lost(5.5);
    expect(link.send({ type: "burst", outcome: { type: "undecided" }, nowMs: s(6) })).toEqual([]);
    expect(link.suspicious).toBe(false);
    link.lost(6.5);
    expect(link.suspicious).toBe(true);
  });

  test("a broken tool is said at once and at each window, and a reply ends it", () => {
    const link = run();
    link.up(0, 5);
    const broken: VerdictEvent = {
      type: "standing",
      outcome: "cannot",
      reason: "tool_missing",
      detail: "fping is not installed",
      nowMs: s(6),
    };
    expect(link.send(broken)).toEqual(["!6 cannot tool_missing"]);
    expect(link.send({ ...broken, nowMs: s(7) })).toEqual([]);
    expect(link.tick(12)).toEqual(["10 cannot tool_missing 5/5"]);
    expect(link.tick(22)).toEqual(["20 cannot tool_missing"]);
    expect(link.reply(23.5)).toEqual(["!23.5 ok"]);
  });

  test("a request this machine may not send says nothing of the target", () => {
    const link = run();
    link.up(0, 5);
    link.unsent(5.5);
    const outcome = { type: "cannot", reason: "no_permission", detail: "Operation not permitted" } as const;
    expect(link.send({ type: "burst", outcome, nowMs: s(7) })).toEqual(["!5.5 cannot no_permission"]);
    link.unsent(6.5);
    expect(link.suspicious).toBe(false);
    link.lost(7.5);
    expect(link.suspicious).toBe(true);
  });

  test("a router's words sharpen a failure without being a change", () => {
    const link = run();
    link.lost(0.5);
    link.burstLost(3);
    expect(link.send({ type: "notice", detail: "ICMP Host Unreachable from 10.0.0.1" })).toEqual([]);
    expect(link.tick(12)).toEqual(["10 failed unreachable 0/1"]);
  });

  test("nothing measured, nothing said", () => {
    const link = run();
    link.up(0, 10);
    expect(link.tick(12)).toHaveLength(1);
    expect(link.tick(22)).toEqual([]);
  });

  test("the end gives back the unfinished window, stamped with the last evidence", () => {
    const link = run();
    link.up(0, 13);
    expect(link.send({ type: "end" })).toEqual(["10 ok 10/10", "12.5 ok 3/3"]);
  });

  test("the end claims nothing from an open suspicion on", () => {
    const link = run();
    link.up(0, 9);
    link.lost(9.5);
    link.lost(10.5);
    expect(link.send({ type: "end" })).toEqual(["8.5 ok 9/9"]);
  });

  test("after a clock set back, windows go on from there", () => {
    const link = run(1000);
    link.up(1000, 1010);
    expect(link.tick(1012)).toEqual(["1010 ok 10/10"]);
    expect(link.tick(500)).toEqual([]);
    link.up(500, 510);
    expect(link.tick(512)).toEqual(["510 ok 10/10"]);
  });

  test("after a long sleep nothing is said of the time slept", () => {
    const link = run();
    link.up(0, 5);
    expect(link.tick(5000)).toEqual([]);
    link.up(5000, 5010);
    expect(link.tick(5012)).toEqual(["5010 ok 10/10"]);
  });
});

describe("whatever happens", () => {
  /** A life of a target: per second answered, lost or unsent, with bursts that settle or not. */
  const second = fc.record({
    request: fc.constantFrom("reply", "lost", "unsent", "none"),
    burst: fc.constantFrom("answered", "lost", "undecided", "none"),
    fault: fc.boolean(),
  });

  test("results rise in time, changes are urgent, and no ok covers an open suspicion", () => {
    fc.assert(
      fc.property(fc.array(second, { maxLength: 80 }), (seconds) => {
        const link = run();
        let sinceS: number | undefined;
        let lastMs = 0;
        const take = (lines: string[]) => {
          for (const line of lines) {
            const timeMs = Math.round(Number.parseFloat(line.replace("!", "")) * 1000);
            expect(timeMs).toBeGreaterThan(lastMs);
            lastMs = timeMs;
            if (sinceS !== undefined && / ok/.test(line)) expect(timeMs).toBeLessThanOrEqual(s(sinceS));
          }
        };
        seconds.forEach(({ request, burst, fault }, at) => {
          const nowS = at + 1.4;
          if (request === "reply") sinceS = undefined;
          if (request === "reply") take(link.reply(at + 0.4));
          if (request === "lost") take(link.lost(at + 0.4));
          if (request === "unsent") take(link.unsent(at + 0.4));
          if (link.suspicious) sinceS ??= at + 0.4;
          if (burst !== "none") sinceS = undefined;
          if (burst === "lost") take(link.burstLost(nowS));
          if (burst === "answered") take(link.burstAnswered(at + 1.3, nowS));
          if (burst === "undecided") {
            take(link.send({ type: "burst", outcome: { type: "undecided" }, nowMs: s(nowS) }));
          }
          if (fault && burst === "none" && request === "none") {
            sinceS = undefined;
            take(
              link.send({
                type: "standing",
                outcome: "cannot",
                reason: "tool_missing",
                detail: "gone",
                nowMs: s(nowS),
              }),
            );
          }
          take(link.tick(nowS));
        });
        take(link.send({ type: "end" }));
      }),
      { numRuns: 500 },
    );
  });
});
