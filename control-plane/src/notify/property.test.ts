import fc from "fast-check";
import { expect, it } from "vitest";
import { scriptNotify } from "../../scripted/notify.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

type Act =
  | {
      act: "open" | "resolve" | "reopen" | "acknowledge" | "mute" | "unmute" | "worsen" | "sure";
      incident: number;
    }
  | { act: "pass"; seconds: number }
  | { act: "fail"; often: boolean };

const incident = fc.integer({ min: 0, max: 5 });
const acts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ act: fc.constant("open" as const), incident }) },
    {
      weight: 5,
      arbitrary: fc.record({
        act: fc.constantFrom("resolve", "reopen", "acknowledge", "mute", "unmute", "worsen", "sure"),
        incident,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ act: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 90 }) }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("fail" as const), often: fc.boolean() }) },
  ),
  { minLength: 4, maxLength: 30 },
);
const mute = { by: "silence" as const, id: "s-1", reason: "thử", untilMs: null };

/** Plays some hours of trouble, then lets everything come to rest with channels that work. */
async function play(story: readonly Act[]) {
  const s = scriptNotify(openEmbeddedRecordStore(":memory:"), {
    contacts: [{ id: "an", name: "An", phone: "0912345678" }],
    rosters: [{ id: "truc", name: "Trực", shifts: [{ contacts: ["an"], hours: "07:00-14:00" }] }],
    channels: [
      { id: "chat", name: "Chat", kind: "webhook", url: "https://chat.example.vn" },
      { id: "sms", name: "SMS", kind: "sms", url: "https://sms.example.vn" },
    ],
    routes: [
      {
        id: "major",
        when: { severity: "major" },
        to: [{ channel: "sms", roster: "truc" }],
        repeatS: 900,
        continue: true,
        escalate: [{ afterS: 120, to: [{ channel: "chat" }] }],
      },
      { id: "rest", when: { kinds: ["link"] }, to: [{ channel: "chat" }] },
    ],
  });
  let failing = false;
  let tries = 0;
  s.answer = () => {
    tries += 1;
    return failing && tries % 3 !== 0 ? { ok: false, reason: "unreachable", detail: "" } : { ok: true };
  };
  for (const step of story) {
    if (step.act === "pass") await s.pass(step.seconds);
    else if (step.act === "fail") failing = step.often;
    else act(step.act, `SC-${step.incident}`);
  }
  failing = false;
  await s.pass(900);

  function act(what: Exclude<Act["act"], "pass" | "fail">, id: string): void {
    const { incidents, clock } = s;
    const now = incidents.show(id);
    if (what === "open" && now === undefined)
      incidents.tell("opened", { id, severity: "minor" }, clock.nowMs);
    if (now === undefined) return;
    if (what === "reopen" && now.state === "resolved")
      incidents.tell(
        "reopened",
        { id, state: "open", resolvedMs: null, acknowledgedBy: null, mutes: [] },
        clock.nowMs,
      );
    if (now.state === "resolved") return;
    if (what === "resolve")
      incidents.tell("resolved", { id, state: "resolved", resolvedMs: clock.nowMs }, clock.nowMs);
    if (what === "acknowledge" && now.state === "open")
      incidents.acknowledge(id, "", { by: "an", nowMs: clock.nowMs });
    if (what === "mute") incidents.tell("muted", { id, mutes: [mute] }, clock.nowMs);
    if (what === "unmute") incidents.tell("unmuted", { id, mutes: [] }, clock.nowMs);
    if (what === "worsen") incidents.tell("severity_changed", { id, severity: "major" }, clock.nowMs);
    if (what === "sure") {
      const verdict = {
        cause: "link_cut",
        confidencePct: 95,
        responsibility: "carrier",
        evidence: [],
        weighed: [],
        atMs: 0,
      } as const;
      incidents.tell(
        "verdict_changed",
        { id, verdict: { ...verdict, evidence: [], weighed: [] } },
        clock.nowMs,
      );
    }
  }
  return s;
}

it("whatever happens: never over before it began, nobody told twice of one thing, nobody forgotten", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (story) => {
      const s = await play(story);
      try {
        expect(s.faults).toEqual([]);
        const rows = s.notify.list({ limit: 1000 }).toReversed();
        const heard = s.sent.flatMap(({ channel, contact, message }) =>
          message.incidents.map(({ id }) => ({ to: `${channel}/${contact ?? ""}`, id, message })),
        );
        for (const { to, id, message } of heard) {
          const mine = heard.filter((one) => one.to === to && one.id === id);
          // it began before it was over
          expect(mine[0]?.message.purpose).not.toBe("resolved");
          // a message is sent once when its channel said that it has it
          expect(mine.filter((one) => one.message.id === message.id)).toHaveLength(1);
        }
        // one message for one opening to one recipient, no more resolved than openings
        for (let number = 0; number <= 5; number += 1) {
          const id = `SC-${number}`;
          const kinds = s.incidents.timeline(id).map(({ kind }) => kind);
          const begun = kinds.filter((kind) => kind === "opened" || kind === "reopened").length;
          for (const to of ["sms/an", "chat/"]) {
            const mine = heard.filter((one) => one.to === to && one.id === id);
            expect(mine.filter(({ message }) => message.purpose === "open").length).toBeLessThanOrEqual(
              begun,
            );
            expect(mine.filter(({ message }) => message.purpose === "resolved").length).toBeLessThanOrEqual(
              begun,
            );
          }
          const incident = s.incidents.show(id);
          if (incident === undefined || incident.state === "resolved" || incident.mutes.length > 0) continue;
          const wasOpenUnacknowledged = incident.state === "open";
          const isTold =
            heard.some((one) => one.id === id) ||
            rows.some((row) => row.state === "nobody" && row.incidents.includes(id));
          if (wasOpenUnacknowledged)
            expect(isTold, `${id} reached somebody, or it says that nobody was told`).toBe(true);
        }
        expect(rows.filter(({ state }) => state === "waiting")).toEqual([]);
      } finally {
        await s.notify.stop();
        s.records.close();
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
