import { expect, it } from "vitest";
import { scriptNotify } from "../../scripted/notify.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const sms = { id: "sms", name: "SMS", kind: "sms" as const, url: "https://sms.example.vn/send" };
const mail = {
  ...{ id: "thu", name: "Thư", kind: "email" as const, server: "mail.example.vn", from: "noc@example.vn" },
};
const contacts = [
  { id: "an", name: "Nguyễn Văn An", phone: "0912345678" },
  { id: "chi", name: "Chi", email: "chi@example.vn", language: "en" as const },
];
const local = (text: string) => Date.parse(`2026-11-23T${text}:00+07:00`);

it("who was told of a silent agent hears, once it is over, what happened inside, in his language", async () => {
  const records = openEmbeddedRecordStore(":memory:");
  const to = [
    { channel: "sms", contacts: ["an"] },
    { channel: "thu", contacts: ["chi"] },
  ];
  const s = scriptNotify(records, { channels: [sms, mail], contacts, routes: [{ id: "tat-ca", to }] });
  const agent = {
    id: "SC-1",
    ...{ root: { kind: "agent" as const, id: "may-1" }, rootName: "may-1", alert: "agent_silent" as const },
  };
  s.incidents.tell("opened", agent, s.clock.nowMs);
  await s.pass(60);
  const over = { ...agent, state: "resolved" as const, resolvedMs: s.clock.nowMs };
  s.incidents.tell("resolved", over, s.clock.nowMs);
  await s.pass(60);
  s.incidents.tell("digest", over, s.clock.nowMs, {
    ...{ agent: "may-1", fromMs: local("02:10"), toMs: local("05:40"), outages: 23 },
    ...{ name1: "Cô Tô\n1", subject1: "link/co-to-1", fromMs1: local("03:00"), toMs1: local("03:20") },
  });
  await s.pass(60);
  const digests = s.sent.filter(({ message }) => message.purpose === "digest");
  expect(digests.map(({ contact }) => contact)).toEqual(["an", "chi"]);
  const [vi, en] = digests.map(({ message }) => message);
  expect(vi?.text).toMatch(
    /^may-1 mất liên lạc 02:10 23\/11\/2026 - 05:40 23\/11\/2026; trong thời gian đó đã xảy ra:\n {2}- Cô Tô 1 mất kết nối 03:00 23\/11\/2026 - 03:20 23\/11\/2026\n {2}- và 22 mục nữa: haidang incident show SC-1\n/,
  );
  expect(vi?.shortText).toBe(
    "[Hai Dang] may-1 mat lien lac 02:10 23/11 - 05:40 23/11; trong do 23 lan gian doan. Ma SC-1",
  );
  expect(en?.text).toMatch(/^may-1 was cut off .*; inside, these happened:\n {2}- Cô Tô 1 was down 03:00/);
  expect(en?.subject).toContain("WHAT HAPPENED MEANWHILE");
  const told = s.incidents.timeline("SC-1").filter(({ kind }) => kind === "notified");
  expect(told[0]?.values).toMatchObject({
    contactName: "Nguyễn Văn An",
    channelName: "SMS",
    purpose: "open",
  });
  s.incidents.tell("digest", over, s.clock.nowMs, { agent: "may-1", fromMs: 0, toMs: 1, outages: 0 });
  await s.pass(60);
  expect(s.sent.filter(({ message }) => message.purpose === "digest")).toHaveLength(2);
  await s.notify.stop();
  records.close();
  expect(s.faults).toEqual([]);
});
