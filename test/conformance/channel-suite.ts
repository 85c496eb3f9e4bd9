import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hostileMessage, message, type Scene, type SceneName, secretKey } from "./channel-scene.ts";

/** What every way out holds to, before a real receiver. `lacks`: what its kind of receiver cannot do. */
export function channelSuite(
  title: string,
  open: (scene: SceneName) => Promise<Scene>,
  { lacks = [], hostile }: { lacks?: SceneName[]; hostile: (received: string) => void },
): void {
  const within = async (name: SceneName, play: (scene: Scene) => Promise<void>) => {
    const scene = await open(name);
    try {
      await play(scene);
    } finally {
      await scene.close();
    }
  };

  // what a kind cannot do is no skipped test
  const testUnless = (name: SceneName, what: string, play: () => Promise<void>) => {
    if (!lacks.includes(name)) test(what, play);
  };

  describe(title, () => {
    test("delivers, and the receiver reads it", () =>
      within("good", async (scene) => {
        expect(await scene.deliver(message())).toMatchObject({ ok: true });
        const received = await scene.received();
        expect(received).toMatch(/B(?:ã|a)i Ch(?:á|a)y/);
        expect(received).not.toContain(secretKey);
      }));

    test("hostile text stays text", () =>
      within("good", async (scene) => {
        expect(await scene.deliver(hostileMessage())).toMatchObject({ ok: true });
        const received = await scene.received();
        expect(received.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
        expect(received).not.toMatch(/^\s*(?:Bcc|RCPT TO)/m);
        expect(received).not.toContain(secretKey);
        hostile(received);
      }));

    testUnless("refused", "nobody there", () =>
      within("refused", async (scene) => {
        const outcome = await scene.deliver(message());
        expect(outcome).toMatchObject({
          ok: false,
          reason: expect.stringMatching(/^(?:refused|unreachable)$/),
        });
        expect(outcome).not.toHaveProperty("final");
      }),
    );

    testUnless("silent", "no answer: in time, and at once when it is stopped", () =>
      within("silent", async (scene) => {
        const late = await scene.deliver(message(), { signal: AbortSignal.timeout(250) });
        expect(late).toMatchObject({ ok: false, reason: "timeout" });
        const stop = new AbortController();
        const underway = scene.deliver(message(), { signal: stop.signal });
        await delay(100);
        const stoppedMs = performance.now();
        stop.abort();
        expect(await underway).toMatchObject({ ok: false, reason: "cancelled" });
        expect(performance.now() - stoppedMs).toBeLessThan(1000);
        const before = await scene.deliver(message(), { signal: AbortSignal.abort() });
        expect(before).toMatchObject({ ok: false, reason: "cancelled" });
      }),
    );

    testUnless("credentials", "wrong credentials: final, and never shown", () =>
      within("credentials", async (scene) => {
        const outcome = await scene.deliver(message());
        expect(outcome).toMatchObject({ ok: false, reason: "credentials", final: true });
        expect(JSON.stringify(outcome)).not.toContain(secretKey);
      }),
    );

    testUnless("later", "the receiver says try later", () =>
      within("later", async (scene) => {
        const outcome = await scene.deliver(message());
        expect(outcome).toMatchObject({ ok: false, reason: "limited" });
        expect(outcome).not.toHaveProperty("final");
      }),
    );
  });
}
