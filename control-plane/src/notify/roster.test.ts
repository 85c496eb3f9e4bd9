import { rosterSchema } from "@haidang/contract/notify.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onCall, onCallUntil } from "./roster.ts";
import { rostersAbout } from "./route.ts";
import { notifySettings } from "./settings.ts";

/** An instant on the clock of the province. */
const at = (text: string) => Date.parse(`${text.replace(" ", "T")}:00+07:00`);
const roster = (shifts: object[], overrides: object[] = []) =>
  rosterSchema.parse({ id: "truc", name: "Trực", shifts, overrides });

describe("a rotation", () => {
  // 2 November 2026 is a Monday
  const weekly = roster([{ contacts: ["an", "binh", "chi"], from: "2026-11-02" }]);
  it.each([
    ["2026-11-02 06:59", []],
    ["2026-11-02 07:00", ["an"]],
    ["2026-11-09 06:59", ["an"]],
    ["2026-11-09 07:00", ["binh"]],
    ["2026-11-16 07:00", ["chi"]],
    ["2026-11-23 07:00", ["an"]],
  ])("%s: %j", (time, who) => {
    expect(onCall(weekly, at(time))).toEqual(who);
  });

  it("says when the next takes over", () => {
    expect(onCallUntil(weekly, at("2026-11-02 08:10"))).toBe(at("2026-11-09 07:00"));
    expect(onCallUntil(roster([{ contacts: ["an"] }]), at("2026-11-02 08:10"))).toBeNull();
  });

  it("takes everybody at once where it says so", () => {
    expect(onCall(roster([{ contacts: ["an", "binh"], together: true }]), at("2026-11-02 08:00"))).toEqual([
      "an",
      "binh",
    ]);
  });

  it("has exactly one on call at any time, each as long as any other", () => {
    const daily = roster([{ contacts: ["an", "binh", "chi"], everyDays: 1, handover: "19:00" }]);
    fc.assert(
      // from 2000 on: until June 1975 the clock of Ho Chi Minh City was another, and a day of that month has 25 hours
      fc.property(fc.integer({ min: 15_800_000, max: 19_800_000 }), (minutes) => {
        const nowMs = minutes * 60_000;
        const days = [0, 1, 2].map((day) => onCall(daily, nowMs + day * 86_400_000));
        expect(days.flat().toSorted()).toEqual(["an", "binh", "chi"]);
      }),
    );
  });
});

describe("shifts and overrides", () => {
  const office = roster(
    [
      { contacts: ["truc-dem"] },
      { contacts: ["hanh-chinh"], days: ["mon", "tue", "wed", "thu", "fri"], hours: "07:30-17:00" },
      { contacts: ["cuoi-tuan"], days: ["sat"], hours: "22:00-06:00" },
    ],
    [
      { day: "2026-11-20", lastDay: "2026-11-21", contacts: ["le"] },
      { day: "2026-11-21", contacts: [] },
    ],
  );
  it.each([
    ["2026-11-23 07:29", ["truc-dem"]],
    ["2026-11-23 07:30", ["hanh-chinh"]],
    ["2026-11-23 17:00", ["truc-dem"]],
    // over midnight, into a day that is not named
    ["2026-11-28 23:00", ["cuoi-tuan"]],
    ["2026-11-29 05:59", ["cuoi-tuan"]],
    ["2026-11-29 06:00", ["truc-dem"]],
    ["2026-11-20 00:00", ["le"]],
    // the later override goes before, and nobody is an answer
    ["2026-11-21 12:00", []],
    ["2026-11-22 00:00", ["cuoi-tuan"]],
  ])("%s: %j", (time, who) => {
    expect(onCall(office, at(time))).toEqual(who);
  });
});

it("of rosters, those are about a unit whose routes may take what lies in it", () => {
  const shifts = [{ contacts: ["an"] }];
  const rosters = ["tinh", "dong", "tay", "xa", "khong"].map((id) => ({ id, name: id, shifts }));
  const route = (id: string, areas?: string[]) => ({
    ...{ id, when: areas === undefined ? {} : { areas }, continue: true },
    to: [{ channel: "sms", roster: id }],
  });
  const settings = notifySettings(
    inventorySchema.parse({
      units: [
        { id: "tinh", name: "Tỉnh" },
        ...["dong", "tay"].map((id) => ({ id, name: id, parent: "tinh" })),
        { id: "xa", name: "Xã", parent: "dong" },
      ],
      contacts: [{ id: "an", name: "An", phone: "0912345678" }],
      channels: [{ id: "sms", name: "SMS", kind: "sms", url: "https://sms.example.vn" }],
      rosters,
      routes: [route("tinh"), route("dong", ["dong"]), route("tay", ["tay"]), route("xa", ["xa"])],
    }),
  );
  expect([...rostersAbout("xa", settings)]).toEqual(["tinh", "dong", "xa"]);
  expect([...rostersAbout("dong", settings)]).toEqual(["tinh", "dong", "xa"]);
  expect([...rostersAbout("tay", settings)]).toEqual(["tinh", "tay"]);
});
