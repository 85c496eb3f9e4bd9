import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sipProbe } from "../../agent/src/probe/sip/sip-probe.ts";
import { missing, titled } from "../acceptance/needs.ts";
import { type Registrar, startKamailio } from "./sip/kamailio.ts";
import { hear, play, register, type Scene, send, with_ } from "./sip/sipp.ts";

function probing(settings: Partial<SettingsOf<"sip">>, timeoutMs = 15_000) {
  const check: CheckOf<"sip"> = {
    id: "sip:video/vc",
    probe: "sip",
    target: { kind: "video", id: "vc" },
    intervalMs: 60_000,
    retryIntervalMs: 60_000,
    timeoutMs: 15_000,
    settings: { address: "127.0.0.1", port: 5060, transport: "udp", via: "direct", ...settings },
  };
  const probe = sipProbe(check);
  let slotMs = Date.UTC(2026, 10, 23);
  return async () => {
    slotMs += 60_000;
    const { result, points } = await probe.run({
      agent: "a1",
      slotMs,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const words = result.reason === undefined ? result.outcome : `${result.outcome} ${result.reason}`;
    return { verdict: words, detail: result.detail, fields: points[0]?.fields ?? {} };
  };
}

const viaRegistrar = { via: "registrar", uri: "sip:room@127.0.0.1" } as const;

/** The table of answers: what each means straight from the device, and through a registrar. */
const table: ReadonlyArray<[code: number, direct: string, registrar: string]> = [
  [200, "ok", "ok"],
  [302, "ok", "ok"],
  [401, "ok", "cannot sip_unproven"],
  [403, "ok", "cannot sip_unproven"],
  [404, "ok", "failed sip_not_registered"],
  [405, "ok", "cannot sip_unproven"],
  [406, "ok", "cannot sip_unproven"],
  [407, "ok", "cannot sip_unproven"],
  [408, "ok", "failed sip_endpoint_unreachable"],
  [415, "ok", "cannot sip_unproven"],
  [420, "ok", "cannot sip_unproven"],
  [430, "ok", "failed sip_endpoint_unreachable"],
  [480, "ok", "failed sip_endpoint_unreachable"],
  [483, "ok", "cannot sip_unproven"],
  [486, "ok", "ok"],
  [488, "ok", "cannot sip_unproven"],
  [500, "failed sip_error", "failed sip_proxy_error"],
  [501, "ok", "cannot sip_unproven"],
  [502, "failed sip_error", "failed sip_endpoint_unreachable"],
  [503, "failed sip_error", "failed sip_proxy_error"],
  [504, "failed sip_error", "failed sip_endpoint_unreachable"],
  [600, "ok", "ok"],
  [603, "ok", "cannot sip_unproven"],
];

const lackingSipp = missing("sipp");
const lacking = missing("sipp", "kamailio", "openssl");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "haidang-sip-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs against a SIPp that plays the scene. */
async function against<T>(scene: Scene, run: (port: number) => Promise<T>, transport: "udp" | "tcp" = "udp") {
  const { port, stop } = await play(folder, scene, transport);
  try {
    return await run(port);
  } finally {
    await stop();
  }
}

describe.skipIf(lackingSipp.length > 0)(titled("sip against a real SIPp", lackingSipp), () => {
  test.each(table)("%d is %s; through a registrar %s", async (code, direct, registrar) => {
    await against({ title: String(code), steps: `${hear}${send(`${code} Said so`)}` }, async (port) => {
      const straight = await probing({ port })();
      expect(straight.verdict).toBe(direct);
      expect(straight.fields).toMatchObject({ statusCode: code, inCall: code === 486 || code === 600 });
      expect((await probing({ port, ...viaRegistrar })()).verdict).toBe(registrar);
    });
  });

  test("503 three times in a row is counted so", async () => {
    await against({ title: "503", steps: `${hear}${send("503 Overload")}` }, async (port) => {
      const run = probing({ port });
      expect((await run()).fields["errorsInRow"]).toBe(1);
      expect((await run()).fields["errorsInRow"]).toBe(2);
      expect((await run()).fields["errorsInRow"]).toBe(3);
    });
  });

  test("over TCP", async () => {
    const scene = { title: "tcp", steps: `${hear}${send("100 Trying")}${send("486 Busy Here")}` };
    const seen = await against(scene, (port) => probing({ port, transport: "tcp" })(), "tcp");
    expect(seen).toMatchObject({ verdict: "ok", fields: { statusCode: 486, inCall: true } });
  });

  const forged = "SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKforged";
  const foreign = ["failed sip_silent", expect.stringMatching(/, \d answers to other requests ignored$/)];
  const malformed = ["failed malformed_answer", expect.any(String)];
  test.each<[string, string, unknown[]]>([
    ["another Call-ID", send("200 OK", with_("Call-ID", "Call-ID: forged-[call_id]")), foreign],
    ["another branch", send("200 OK", with_("Via", `Via: ${forged}`)), foreign],
    ["a second Via", send("200 OK", with_("Via", `[last_Via:]\nVia: ${forged}`)), malformed],
    ["another CSeq", send("200 OK", with_("CSeq", "CSeq: 2 OPTIONS")), foreign],
    ["another method", send("200 OK", with_("CSeq", "CSeq: 1 INVITE")), foreign],
    ["another From tag", send("200 OK", with_("From", "From: <sip:haidang@127.0.0.1>;tag=forged")), foreign],
    ["a negative length", send("200 OK").replace("Length: 0", "Length: -5"), malformed],
    ["a reason of 8 kB", send(`200 ${"x".repeat(8192)}`), malformed],
  ])("an answer with %s never counts", async (title, answer, verdict) => {
    const seen = await against({ title, steps: `${hear}${answer}<pause milliseconds="9000"/>` }, (port) =>
      probing({ port }, 1000)(),
    );
    expect([seen.verdict, seen.detail]).toEqual(verdict);
    expect(seen.fields).not.toHaveProperty("statusCode");
  });

  test("twice is once", async () => {
    const steps = `${hear}${send("200 OK")}${send("404 Again")}`;
    const seen = await against({ title: "twice", steps }, (port) => probing({ port })());
    expect(seen).toMatchObject({ verdict: "ok", fields: { statusCode: 200 } });
  });

  test("late is never", async () => {
    const steps = `${hear}<pause milliseconds="4500"/>${send("200 OK")}`;
    await against({ title: "late", steps }, async (port) => {
      const run = probing({ port });
      expect((await run()).verdict).toBe("failed sip_silent");
      expect((await run()).verdict).toBe("failed sip_silent");
    });
  });

  test("a device that hears and says nothing", async () => {
    const scene = { title: "silent", steps: `${hear}<pause milliseconds="9000"/>` };
    expect(await against(scene, (port) => probing({ port })())).toMatchObject({
      verdict: "failed sip_silent",
    });
  });

  test("a device that was ended is refused by its host", async () => {
    const { port, stop } = await play(folder, { title: "gone", steps: hear });
    await stop();
    expect((await probing({ port })()).verdict).toBe("failed refused");
    expect((await probing({ port, transport: "tcp" })()).verdict).toBe("failed refused");
  });
});

describe.skipIf(lacking.length > 0)(titled("sip through a real registrar, kamailio", lacking), () => {
  let kamailio: Registrar | undefined;
  const asking = (user: string, more: Partial<SettingsOf<"sip">> = {}) =>
    probing({ port: kamailio?.port ?? 0, via: "registrar", uri: `sip:${user}@127.0.0.1`, ...more });

  beforeAll(async () => {
    const key = join(folder, "key.pem");
    const certificate = join(folder, "certificate.pem");
    spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate],
      ...["-days", "30", "-subj", "/CN=registrar"],
    ]);
    kamailio = await startKamailio(folder, { key, certificate });
  });
  afterAll(() => kamailio?.stop());

  test("nobody under that name is not registered", async () => {
    expect((await asking("nobody")()).verdict).toBe("failed sip_not_registered");
    expect((await asking("nobody", { transport: "tcp" })()).verdict).toBe("failed sip_not_registered");
  });

  test("480 is known and away; 401 tells nothing of the point; 503 is the registrar's own", async () => {
    expect((await asking("away")()).verdict).toBe("failed sip_endpoint_unreachable");
    expect((await asking("guarded")()).verdict).toBe("cannot sip_unproven");
    const broken = await asking("broken")();
    expect(broken).toMatchObject({ verdict: "failed sip_proxy_error", fields: { retryAfterS: 90 } });
  });

  test("a registered point answers through it; once it is gone, it cannot be reached", async () => {
    const { port, stop } = await play(folder, { title: "room", steps: `${hear}${send("200 OK")}` });
    await register(folder, kamailio?.port ?? 0, { user: "room", port });
    expect(await asking("room")()).toMatchObject({ verdict: "ok", fields: { statusCode: 200 } });
    expect((await asking("room", { transport: "tcp" })()).verdict).toBe("ok");
    await stop();
    expect((await asking("room")()).verdict).toBe("failed sip_endpoint_unreachable");
  });

  test("a TLS of long ago is spoken too, since that is all old endpoints know", async () => {
    expect((await probing({ port: kamailio?.oldTlsPort ?? 0, transport: "tls" })()).verdict).toBe("ok");
  });

  test("over TLS, with a certificate of its own making, whose days are counted", async () => {
    const seen = await probing({ port: kamailio?.tlsPort ?? 0, transport: "tls" })();
    expect(seen).toMatchObject({ verdict: "ok", fields: { statusCode: 200 } });
    // the run's clock stands at 2026-11-23; the certificate is made now, for 30 days
    const days =
      Number(seen.fields["certificateDaysLeft"]) + (Date.UTC(2026, 10, 23) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.8);
    expect(days).toBeLessThan(30.2);
  });
});
