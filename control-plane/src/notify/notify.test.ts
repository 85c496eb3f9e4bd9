import { describe, expect, it } from "vitest";
import { hook, people, script, sms, told } from "../../scripted/notify-test.ts";

describe("without routes", () => {
  it("everything from minor on goes to each channel that is a place itself", async () => {
    const s = script({ channels: [hook("chat"), sms], contacts: people });
    s.incidents.tell("opened", { id: "SC-1", severity: "minor" }, s.clock.nowMs);
    s.incidents.tell("opened", { id: "SC-2", severity: "warning" }, s.clock.nowMs);
    await s.pass(2);
    expect(told(s)).toEqual(["chat open SC-1"]);
    expect(s.notify.list({ limit: 10 }).map(({ state, reason }) => [state, reason])).toEqual([
      ["nobody", "no_route"],
      ["delivered", null],
    ]);
    expect(s.incidents.timeline("SC-2").map(({ kind }) => kind)).toEqual(["opened", "notification_failed"]);
    expect(s.incidents.timeline("SC-1").map(({ kind }) => kind)).toEqual(["opened", "notified"]);
  });

  it("nobody is told where there is no channel, which is said once; with the first channel they are", async () => {
    const s = script({});
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(200);
    expect(s.notify.list({ limit: 10 }).map(({ state }) => state)).toEqual(["nobody"]);
    s.setInventory({ channels: [hook("chat")] });
    await s.pass(61);
    expect(told(s)).toEqual(["chat open SC-1"]);
  });
});

describe("routes", () => {
  const units = [
    { id: "tinh", name: "Tỉnh", kind: "province" as const },
    { id: "bai-chay", name: "Bãi Cháy", kind: "commune" as const, parent: "tinh" },
    { id: "co-to", name: "Cô Tô", kind: "commune" as const, parent: "tinh" },
  ];
  const channels = ["a", "b", "c", "d"].map(hook);
  const run = async (when: object, change: object) => {
    const s = script({
      ...{ units, channels },
      calendars: [{ id: "gio", name: "Giờ", hours: { "mon-fri": ["07:30-17:00"] } }],
      routes: [{ id: "r", when, to: [{ channel: "a" }] }],
    });
    s.incidents.tell("opened", { id: "SC-1", ...change }, s.clock.nowMs);
    await s.pass(1);
    return told(s).length;
  };
  it.each([
    [{}, {}, 1],
    [{ severity: "major" }, { severity: "critical" }, 1],
    [{ severity: "major" }, { severity: "minor" }, 0],
    [{ alerts: ["flapping"] }, {}, 0],
    [{ kinds: ["link"] }, {}, 1],
    [{ kinds: ["device"] }, {}, 0],
    [{ areas: ["tinh"] }, {}, 1],
    [{ areas: ["co-to"] }, {}, 0],
    [{ areas: ["co-to"] }, { root: { kind: "unit", id: "co-to" } }, 1],
    [{ carriers: ["VNPT"] }, {}, 1],
    [{ carriers: ["VNPT"] }, { carrier: "Viettel" }, 0],
    [{ carriers: ["VNPT"] }, { carrier: undefined }, 0],
    // 13:05 on a Monday
    [{ calendar: "gio" }, {}, 1],
    [{ outside: "gio" }, {}, 0],
  ] as const)("%j and %j: %i", async (when, change, count) => {
    expect(await run(when, change)).toBe(count);
  });

  it("the first that matches is taken, and those after it where it says so; nobody hears twice", async () => {
    const s = script({
      channels,
      routes: [
        { id: "1", continue: true, to: [{ channel: "a" }] },
        { id: "2", to: [{ channel: "a" }, { channel: "b" }] },
        { id: "3", to: [{ channel: "c" }] },
      ],
    });
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(1);
    expect(told(s).toSorted()).toEqual(["a open SC-1", "b open SC-1"]);
  });
});

describe("escalation", () => {
  const inventory = {
    contacts: people,
    channels: [sms, hook("chat")],
    rosters: [{ id: "truc", name: "Trực", shifts: [{ contacts: ["an"] }] }],
    routes: [
      {
        id: "r",
        to: [{ channel: "sms", roster: "truc" }],
        escalate: [
          { afterS: 300, to: [{ channel: "sms", contacts: ["binh"] }] },
          { afterS: 900, to: [{ channel: "chat" }] },
        ],
        repeatS: 600,
      },
    ],
  };

  it("asks the next people until somebody acknowledges", async () => {
    const s = script(inventory);
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(310);
    expect(told(s)).toEqual(["an open SC-1", "binh escalation SC-1"]);
    s.incidents.acknowledge("SC-1", "", { by: "contact/binh", nowMs: s.clock.nowMs });
    await s.pass(2000);
    expect(told(s)).toHaveLength(2);
    expect(s.incidents.timeline("SC-1").map(({ kind }) => kind)).toContain("escalated");
  });

  it("goes to the end, then repeats", async () => {
    const s = script(inventory);
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(910);
    expect(told(s)).toEqual(["an open SC-1", "binh escalation SC-1", "chat escalation SC-1"]);
    await s.pass(600);
    expect(told(s).slice(3).toSorted()).toEqual([
      "an reminder SC-1",
      "binh reminder SC-1",
      "chat reminder SC-1",
    ]);
  });

  it("falls to the next step at once, and says so, when nobody is on call", async () => {
    const s = script({
      ...inventory,
      rosters: [{ id: "truc", name: "Trực", shifts: [{ contacts: ["an"], days: ["sun" as const] }] }],
    });
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(2);
    expect(told(s)).toEqual(["binh escalation SC-1"]);
    expect(
      s.notify.list({ state: "nobody", limit: 9 }).map(({ reason, detail }) => [reason, detail]),
    ).toEqual([["nobody_on_call", "truc"]]);
  });

  it("falls to the next step at once when the first can never be reached", async () => {
    const s = script(inventory);
    s.answer = (_channel, { contacts }) =>
      contacts[0]?.id === "an"
        ? { ok: false, reason: "recipient", detail: "no such number", final: true }
        : { ok: true };
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(4);
    expect(told(s)).toEqual(["binh escalation SC-1"]);
    expect(s.notify.list({ state: "failed", limit: 9 })).toMatchObject([
      { reason: "recipient", attempts: 1 },
    ]);
    expect(s.notify.channels()[0]).toMatchObject({ id: "sms", failingSinceMs: null });
    // who never heard of it does not hear that it is over
    s.incidents.tell("resolved", { id: "SC-1", state: "resolved", resolvedMs: s.clock.nowMs }, s.clock.nowMs);
    await s.pass(2);
    expect(told(s)).toEqual(["binh escalation SC-1", "binh resolved SC-1"]);
  });
});

describe("what becomes of an incident", () => {
  const s = () => script({ channels: [hook("chat")] });

  it("resolved is told to those who were told, and nobody else", async () => {
    const one = script({
      channels: [hook("chat"), hook("wall")],
      routes: [
        { id: "major", when: { severity: "major" }, continue: true, to: [{ channel: "chat" }] },
        { id: "critical", when: { severity: "critical" }, to: [{ channel: "wall" }] },
      ],
    });
    one.incidents.tell("opened", { id: "SC-1" }, one.clock.nowMs);
    await one.pass(5);
    one.incidents.tell(
      "resolved",
      { id: "SC-1", state: "resolved", resolvedMs: one.clock.nowMs },
      one.clock.nowMs,
    );
    await one.pass(5);
    expect(told(one)).toEqual(["chat open SC-1", "chat resolved SC-1"]);
  });

  it("worse is told again, also to those whom only the worse concerns", async () => {
    const one = script({
      channels: [hook("chat"), hook("wall")],
      routes: [
        { id: "major", when: { severity: "major" }, continue: true, to: [{ channel: "chat" }] },
        { id: "critical", when: { severity: "critical" }, to: [{ channel: "wall" }] },
      ],
    });
    one.incidents.tell("opened", { id: "SC-1" }, one.clock.nowMs);
    await one.pass(5);
    one.incidents.tell("severity_changed", { id: "SC-1", severity: "critical" }, one.clock.nowMs);
    one.incidents.tell("severity_changed", { id: "SC-1", severity: "major" }, one.clock.nowMs);
    one.incidents.tell("severity_changed", { id: "SC-1", severity: "critical" }, one.clock.nowMs);
    await one.pass(5);
    expect(told(one)).toEqual(["chat open SC-1", "chat update SC-1", "wall open SC-1"]);
  });

  it("muted is not told; told when the mute ends and it is still open", async () => {
    const one = s();
    const mutes = [{ by: "maintenance" as const, id: "m-1", reason: "thay cáp", untilMs: null }];
    one.incidents.tell("opened", { id: "SC-1", mutes }, one.clock.nowMs);
    one.incidents.tell("opened", { id: "SC-2", mutes }, one.clock.nowMs);
    await one.pass(100);
    expect(told(one)).toEqual([]);
    expect(one.notify.list({ limit: 9 })).toEqual([]);
    one.incidents.tell("resolved", { id: "SC-2", state: "resolved" }, one.clock.nowMs);
    one.incidents.tell("unmuted", { id: "SC-1", mutes: [] }, one.clock.nowMs);
    await one.pass(3);
    expect(told(one)).toEqual(["chat open SC-1"]);
  });

  it("a verdict that becomes sure is told once", async () => {
    const one = s();
    const verdict = (confidencePct: number) => ({
      ...{ cause: "link_cut" as const, confidencePct, responsibility: "carrier" as const },
      ...{ evidence: [], weighed: [], atMs: one.clock.nowMs },
    });
    one.incidents.tell("opened", { id: "SC-1", verdict: verdict(40) }, one.clock.nowMs);
    await one.pass(3);
    for (const pct of [60, 85, 90, 70, 95]) {
      one.incidents.tell("verdict_changed", { id: "SC-1", verdict: verdict(pct) }, one.clock.nowMs);
      await one.pass(3);
    }
    expect(told(one)).toEqual(["chat open SC-1", "chat update SC-1"]);
  });

  it("one that is part of another is not told as over; those who heard of it hear of the other", async () => {
    const one = script({
      channels: [hook("chat"), hook("wall")],
      routes: [
        { id: "link", when: { kinds: ["link"] }, to: [{ channel: "chat" }] },
        { id: "rest", to: [{ channel: "wall" }] },
      ],
    });
    one.incidents.tell("opened", { id: "SC-1" }, one.clock.nowMs);
    await one.pass(3);
    one.incidents.tell("opened", { id: "SC-2", root: { kind: "site", id: "ub" } }, one.clock.nowMs);
    one.incidents.tell("merged", { id: "SC-1", state: "resolved" }, one.clock.nowMs, { into: "SC-2" });
    await one.pass(40);
    one.incidents.tell("resolved", { id: "SC-2", state: "resolved" }, one.clock.nowMs);
    await one.pass(3);
    expect(told(one).toSorted()).toEqual([
      "chat open SC-1",
      "chat resolved SC-2",
      "chat update SC-2",
      "wall open SC-2",
      "wall resolved SC-2",
    ]);
  });
});

describe("many at once", () => {
  it("the first goes out at once, those after it together", async () => {
    const s = script({ channels: [hook("chat")] });
    for (const id of ["SC-1", "SC-2", "SC-3"]) s.incidents.tell("opened", { id }, s.clock.nowMs);
    await s.pass(1);
    expect(told(s)).toEqual(["chat open SC-1"]);
    s.incidents.tell("resolved", { id: "SC-2", state: "resolved", resolvedMs: s.clock.nowMs }, s.clock.nowMs);
    await s.pass(30);
    expect(told(s)).toEqual(["chat open SC-1", "chat group SC-2 SC-3"]);
    await s.pass(60);
    expect(told(s), "what a message said is over is not told again").toHaveLength(2);
  });

  it("the same that comes and goes is told at once", async () => {
    const s = script({ channels: [hook("chat")] });
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(2);
    s.incidents.tell("resolved", { id: "SC-1", state: "resolved" }, s.clock.nowMs);
    await s.pass(2);
    s.incidents.tell("reopened", { id: "SC-1", state: "open" }, s.clock.nowMs);
    await s.pass(2);
    expect(told(s)).toEqual(["chat open SC-1", "chat resolved SC-1", "chat open SC-1"]);
  });

  it("a storm of hundreds is a few messages", async () => {
    const s = script({ channels: [hook("chat")] });
    for (let minute = 0; minute < 60; minute += 1) {
      for (let number = 0; number < 10; number += 1)
        s.incidents.tell("opened", { id: `SC-${minute * 10 + number}` }, s.clock.nowMs);
      await s.pass(1);
    }
    await s.pass(70);
    expect(told(s).length).toBeLessThanOrEqual(4);
    const heard = s.sent.flatMap(({ message }) => message.incidents.map(({ id }) => id));
    expect(new Set(heard).size).toBe(600);
    expect(heard.length).toBe(600);
  });

  it("nobody gets more than 20 messages a minute: the rest is a digest", async () => {
    const s = script({
      channels: [hook("chat")],
      routes: [{ id: "r", groupS: 0, to: [{ channel: "chat" }] }],
    });
    for (let number = 0; number < 50; number += 1) {
      s.incidents.tell("opened", { id: `SC-${number}` }, s.clock.nowMs);
      await s.pass(1);
    }
    expect(s.sent).toHaveLength(20);
    await s.pass(15);
    expect(s.sent).toHaveLength(21);
    expect(s.sent[20]?.message.incidents).toHaveLength(30);
  });

  it("programs that group for themselves hear of each at once", async () => {
    const s = script({
      channels: [{ id: "am", name: "AM", kind: "alertmanager", urls: ["http://am.example.vn"] }],
    });
    for (let number = 0; number < 50; number += 1)
      s.incidents.tell("opened", { id: `SC-${number}` }, s.clock.nowMs);
    await s.pass(20);
    const own = () => s.sent.filter(({ message }) => message.id.startsWith("n-"));
    expect(own()).toHaveLength(50);
    // what is open is told again each minute, all in one, and not when it is over
    s.incidents.tell("resolved", { id: "SC-7", state: "resolved" }, s.clock.nowMs);
    await s.pass(100);
    expect(own()).toHaveLength(51);
    const again = s.sent.filter(({ message }) => message.id.startsWith("r-"));
    expect(again.length).toBeGreaterThan(1);
    expect(again.at(-1)?.message.incidents).toHaveLength(49);
  });
});
