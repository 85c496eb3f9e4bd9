import { afterEach, expect, it } from "vitest";
import { type ScriptedNotify, scriptNotify } from "../../scripted/notify.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { channelFaults } from "./failing.ts";

const opened: ScriptedNotify[] = [];
afterEach(async () => {
  for (const { notify, records, faults } of opened.splice(0)) {
    await notify.stop();
    records.close();
    expect(faults).toEqual([]);
  }
});

const hook = (id: string, name: string) => ({
  ...{ id, name, kind: "webhook" as const, url: "https://chat.example.vn/hook" },
});
function script(inventory: Parameters<typeof scriptNotify>[1]): ScriptedNotify {
  const scripted = scriptNotify(openEmbeddedRecordStore(":memory:"), inventory);
  opened.push(scripted);
  return scripted;
}
const faultsNow = ({ notify, clock }: ScriptedNotify) => channelFaults(notify.channels(), clock.nowMs);
const ofChat = { root: { kind: "system" as const, id: "channel.chat" }, alert: "system" as const };
const told = ({ sent }: ScriptedNotify) =>
  sent.map(({ channel, message }) => `${channel} ${message.purpose} ${message.incidents[0]?.id}`);

it("a channel that does not deliver is told of through the others, until it delivers again", async () => {
  const s = script({ channels: [hook("chat", "Nhóm trực"), hook("thu", "Thư")] });
  const refusal = { ok: false as const, reason: "refused" as const, detail: "ECONNREFUSED" };
  s.answer = (channel) => (channel === "chat" ? refusal : { ok: true });
  s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
  await s.pass(50);
  expect(faultsNow(s)).toEqual([]);
  await s.pass(15);
  expect(faultsNow(s)).toMatchObject([{ id: "channel.chat", severity: "major", name: "Nhóm trực" }]);
  s.incidents.tell("opened", { id: "SC-2", ...ofChat, rootName: "Nhóm trực" }, s.clock.nowMs);
  await s.pass(120);
  expect(told(s)).toEqual(["thu open SC-1", "thu open SC-2"]);
  expect(s.sent[1]?.message.text).toContain("kênh thông báo không gửi được: Nhóm trực");
  s.answer = () => ({ ok: true });
  await s.pass(200);
  expect(faultsNow(s)).toEqual([]);
  s.incidents.tell("resolved", { id: "SC-2", state: "resolved", resolvedMs: s.clock.nowMs }, s.clock.nowMs);
  await s.pass(40);
  expect(told(s).filter((line) => line.endsWith("SC-2"))).toEqual(["thu open SC-2", "thu resolved SC-2"]);
  expect(told(s)).toContain("chat open SC-1");
});

it("the only channel says nothing of itself, and that nobody was told is written down once", async () => {
  const s = script({ channels: [hook("chat", "Nhóm trực")] });
  s.incidents.tell("opened", { id: "SC-1", ...ofChat }, s.clock.nowMs);
  await s.pass(200);
  expect(s.sent).toEqual([]);
  expect(s.notify.list({ limit: 10 }).map(({ state, reason }) => [state, reason])).toEqual([
    ["nobody", "own_channel"],
  ]);
});

it("asks the next people where the first could only be told through the channel that fails", async () => {
  const to = [{ channel: "chat" }];
  const escalate = [{ afterS: 600, to: [{ channel: "thu" }] }];
  const s = script({
    channels: [hook("chat", "Nhóm trực"), hook("thu", "Thư")],
    routes: [{ id: "tat-ca", to, escalate }],
  });
  s.incidents.tell("opened", { id: "SC-1", ...ofChat }, s.clock.nowMs);
  await s.pass(3);
  expect(told(s)).toEqual(["thu escalation SC-1"]);
});

it("a wrong number is no fault of the channel", () => {
  const row = { id: "sms", name: "SMS", failingSinceMs: 0 };
  expect(channelFaults([{ ...row, reason: "recipient" }], 1e6)).toEqual([]);
  expect(channelFaults([{ ...row, reason: "timeout" }], 1e6)).toHaveLength(1);
});
