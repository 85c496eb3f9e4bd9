import { afterEach, expect } from "vitest";
import { openEmbeddedRecordStore } from "../src/store/embedded/records.ts";
import { type ScriptedNotify, scriptNotify } from "./notify.ts";

const opened: ScriptedNotify[] = [];
/** Scripted telling that is stopped after each test; no test may leave a fault behind. */
export function script(inventory: Parameters<typeof scriptNotify>[1]): ScriptedNotify {
  const scripted = scriptNotify(openEmbeddedRecordStore(":memory:"), inventory);
  opened.push(scripted);
  return scripted;
}
afterEach(async () => {
  for (const { notify, records, faults } of opened.splice(0)) {
    await notify.stop();
    records.close();
    expect(faults).toEqual([]);
  }
});

export const hook = (id: string) => ({
  id,
  name: id,
  kind: "webhook" as const,
  url: "https://chat.example.vn/hook",
});
export const sms = { id: "sms", name: "SMS", kind: "sms" as const, url: "https://sms.example.vn/send" };
export const people = [
  { id: "an", name: "An", phone: "0912345678" },
  { id: "binh", name: "Bình", phone: "0912345679" },
  { id: "chi", name: "Chi", email: "chi@example.vn" },
];
/** What was sent, in order: to whom, why, about which incidents. */
export const told = ({ sent }: ScriptedNotify) =>
  sent.map(
    ({ channel, contact, message }) =>
      `${contact ?? channel} ${message.purpose} ${message.incidents.map(({ id }) => id).join(" ")}`,
  );
