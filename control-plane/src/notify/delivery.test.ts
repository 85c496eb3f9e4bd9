import { describe, expect, it } from "vitest";
import { hook, people, script, sms, told } from "../../scripted/notify-test.ts";

describe("delivery", () => {
  it("tries again with the same id, ever more rarely, and tells what is so by then", async () => {
    const s = script({ channels: [hook("chat")] });
    const tries: { id: string; atMs: number }[] = [];
    const beganMs = s.clock.nowMs;
    s.answer = (_channel, { id }) => {
      tries.push({ id, atMs: s.clock.nowMs - beganMs });
      return tries.length < 5 ? { ok: false, reason: "unreachable", detail: "no route" } : { ok: true };
    };
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(10);
    s.incidents.tell("resolved", { id: "SC-1", state: "resolved", resolvedMs: s.clock.nowMs }, s.clock.nowMs);
    expect(s.notify.channels()[0]).toMatchObject({ waiting: 2, reason: "unreachable" });
    await s.pass(60);
    expect(new Set(tries.slice(0, 5).map(({ id }) => id)).size).toBe(1);
    expect(tries.slice(0, 5).map(({ atMs }) => Math.round(atMs / 1000))).toEqual([0, 3, 9, 21, 45]);
    expect(told(s)).toEqual(["chat open SC-1", "chat resolved SC-1"]);
    expect(s.notify.channels()[0]).toMatchObject({ waiting: 0, failingSinceMs: null, reason: null });
  });

  it("waits as long as the receiver asks", async () => {
    const s = script({ channels: [hook("chat")] });
    let tries = 0;
    s.answer = () => {
      tries += 1;
      return tries === 1
        ? { ok: false, reason: "limited", detail: "429", retryAfterMs: 120_000 }
        : { ok: true };
    };
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(115);
    expect(tries).toBe(1);
    await s.pass(10);
    expect(tries).toBe(2);
  });

  it("a channel that never ends harms no other, and its messages stay in order", async () => {
    const s = script({ channels: [hook("slow"), hook("chat")] });
    s.answer = (channel) => (channel === "slow" ? new Promise(() => undefined) : { ok: true });
    for (let number = 0; number < 100; number += 1) {
      s.incidents.tell("opened", { id: `SC-${number}` }, s.clock.nowMs);
      await s.pass(1);
    }
    await s.pass(60);
    const heard = s.sent.flatMap(({ message }) => message.incidents.map(({ id }) => id));
    expect(new Set(heard).size).toBe(100);
  });

  it("is given up after a day, visibly", async () => {
    const s = script({ channels: [hook("chat")] });
    s.answer = () => ({ ok: false, reason: "refused", detail: "refused" });
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(1);
    for (let hour = 0; hour < 26; hour += 1) {
      s.clock.nowMs += 3_600_000;
      await s.pass(1);
    }
    expect(s.notify.list({ limit: 9 })).toMatchObject([{ state: "failed", reason: "refused" }]);
    expect(s.incidents.timeline("SC-1").at(-1)).toMatchObject({ kind: "notification_failed" });
  });

  it("a channel taken out of the inventory is a failure that says so", async () => {
    const s = script({ channels: [hook("chat")] });
    s.answer = () => ({ ok: false, reason: "refused", detail: "refused" });
    s.incidents.tell("opened", { id: "SC-1" }, s.clock.nowMs);
    await s.pass(1);
    s.setInventory({});
    await s.pass(10);
    expect(s.notify.list({ limit: 9 })).toMatchObject([{ state: "failed", reason: "misconfigured" }]);
  });
});

describe("a test message", () => {
  it("goes out at once and says what became of it", async () => {
    const s = script({ channels: [hook("chat"), sms], contacts: people });
    expect(await s.notify.test("chat", undefined)).toMatchObject({ delivered: true, contact: null });
    s.answer = () => ({ ok: false, reason: "credentials", detail: "401" });
    expect(await s.notify.test("sms", "an")).toMatchObject({ delivered: false, reason: "credentials" });
    expect(s.sent[0]?.message.subject).toContain("Thử kênh chat");
    expect(s.notify.list({ limit: 9 }).map(({ purpose, state }) => [purpose, state])).toEqual([
      ["test", "failed"],
      ["test", "delivered"],
    ]);
    await expect(s.notify.test("sms", undefined)).rejects.toMatchObject({ hint: "contacts: an, binh" });
    await expect(s.notify.test("sms", "chi")).rejects.toThrow("no contact the channel sms reaches");
    await expect(s.notify.test("chat", "an")).rejects.toThrow("goes to one place");
    await expect(s.notify.test("nope", undefined)).rejects.toMatchObject({ code: "not_found" });
  });
});
