import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { ce8, roomOs11, tc7, videoOs3, videoOs4 } from "./sample.ts";
import {
  certificate,
  ciscoAnswers,
  polyAnswers,
  type ScriptedDevice,
  secret,
  startScriptedDevice,
} from "./scripted-device.ts";
import { videoApiProbe } from "./video-api-probe.ts";

const pinned = new X509Certificate(certificate).fingerprint256;
const fingerprint = pinned.replaceAll(":", "").toLowerCase();

async function device(answers: Parameters<typeof startScriptedDevice>[0]): Promise<ScriptedDevice> {
  const started = await startScriptedDevice(answers);
  onTestFinished(() => started.close());
  return started;
}

function checkOf(
  { port }: { port: number },
  kind: "cisco" | "poly",
  { timeoutMs = 5000, ...settings }: Partial<SettingsOf<"video-api">> & { timeoutMs?: number } = {},
): CheckOf<"video-api"> {
  return {
    id: "video-api:video/co-to",
    probe: "video-api",
    target: { kind: "video", id: "co-to" },
    intervalMs: 60_000,
    retryIntervalMs: 60_000,
    timeoutMs,
    settings: { address: "127.0.0.1", kind, port, fingerprint, registered: [], ...secret, ...settings },
  };
}

async function run(check: CheckOf<"video-api">, signal = AbortSignal.timeout(check.timeoutMs)) {
  const context = { agent: "a1", slotMs: 1_800_000_000_000, signal };
  const { result, points } = await videoApiProbe(check).run(context);
  return { result, fields: points[0]?.fields };
}

describe("what devices of several generations tell", () => {
  test("RoomOS 11 in a call: the worst channel each way, content left out", async () => {
    const far = await device(ciscoAnswers(roomOs11));
    const { result, fields } = await run(checkOf(far, "cisco"));
    expect(result).toMatchObject({ probe: "video-api", outcome: "ok" });
    expect(fields).toEqual({
      model: "Cisco Room Kit",
      software: "ce11.24.1.5.4a5b6c7",
      uptimeS: 597_095,
      sipRegistered: true,
      inCall: true,
      inCallBps: 1_920_000,
      outCallBps: 1_920_000,
      inLossPct: 3.25,
      outLossPct: 0,
      inJitterMs: 21,
      outJitterMs: 2,
      faults: "Camera not detected",
    });
    expect([far.begun, far.open.size, far.connections]).toEqual([1, 0, 1]);
    const withPassword = far.asked.filter(({ headers }) => headers.authorization !== undefined);
    expect(withPassword.map(({ path }) => path)).toEqual(["/xmlapi/session/begin"]);
  });

  test("CE 8, idle: what is not registered is told as such, and its channels are not asked for", async () => {
    const far = await device(ciscoAnswers(ce8));
    const { fields } = await run(checkOf(far, "cisco"));
    expect(fields).toEqual({
      model: "Cisco TelePresence MX300 G2",
      software: "ce8.3.7.b8d4",
      uptimeS: 86_400,
      temperatureC: 61.5,
      sipRegistered: false,
      h323Registered: true,
      inCall: false,
    });
    expect(far.asked.some(({ path }) => path.includes("MediaChannels"))).toBe(false);
  });

  test("TC 7 without sessions is asked with the password each time", async () => {
    const far = await device(ciscoAnswers(tc7, false));
    const { result, fields } = await run(checkOf(far, "cisco"));
    expect(result.outcome).toBe("ok");
    expect(fields).toMatchObject({ sipRegistered: true, h323Registered: false, temperatureC: 54 });
    expect(fields).toMatchObject({
      inLossPct: 0.5,
      outLossPct: 0,
      inJitterMs: 7,
      outJitterMs: 3,
      inCall: true,
    });
    expect(far.asked.some(({ path }) => path === "/xmlapi/session/end")).toBe(false);
  });

  test("VideoOS 4 in a call", async () => {
    const far = await device(polyAnswers(videoOs4));
    const { result, fields } = await run(checkOf(far, "poly"));
    expect(result).toMatchObject({ outcome: "ok" });
    expect(fields).toEqual({
      model: "Studio X50",
      software: "4.2.0-409123",
      uptimeS: 864_321,
      sipRegistered: true,
      h323Registered: false,
      inCall: true,
      inCallBps: 1_520_000,
      outCallBps: 1_800_000,
      inLossPct: 0.5,
      outLossPct: 0,
      inJitterMs: 11,
      outJitterMs: 70,
      faults: "TRACKABLE_CAMERA down",
    });
    expect([far.begun, far.open.size, far.connections]).toEqual([1, 0, 1]);
    expect(far.asked.at(-1)).toMatchObject({ method: "DELETE", path: "/rest/current/session" });
  });

  test("VideoOS 3: sessions at their older place; no gatekeeper is not an unregistered one", async () => {
    const far = await device(polyAnswers(videoOs3, true));
    const { fields } = await run(checkOf(far, "poly"));
    expect(fields).toEqual({
      model: "G7500",
      software: "3.14.0",
      uptimeS: 3600,
      sipRegistered: true,
      inCall: false,
    });
    expect([far.begun, far.open.size]).toEqual([1, 0]);
  });
});

describe("who gets the password", () => {
  test.each<[string, Partial<SettingsOf<"video-api">>, RegExp]>([
    ["nobody known", { fingerprint: undefined }, new RegExp(`^fingerprint: ${pinned}$`)],
    [
      "another than pinned",
      { fingerprint: "ab".repeat(32) },
      new RegExp(`^another certificate .*${pinned}$`),
    ],
  ])("%s does not", async (_title, settings, detail) => {
    const far = await device(ciscoAnswers(ce8));
    const { result, fields } = await run(checkOf(far, "cisco", settings));
    expect(result).toMatchObject({ outcome: "failed", reason: "certificate_unknown" });
    expect(result.detail).toMatch(detail);
    expect(fields).toBeUndefined();
    expect(far.asked).toEqual([]);
  });

  test.each(["cisco", "poly"] as const)(
    "%s: a wrong password is a fault of credentials, never repeated",
    async (kind) => {
      const far = await device(kind === "cisco" ? ciscoAnswers(ce8) : polyAnswers(videoOs4));
      const { result } = await run(checkOf(far, kind, { password: "sai-mat-khau" }));
      expect(result).toMatchObject({ outcome: "failed", reason: "credentials" });
      expect(JSON.stringify(result)).not.toContain("sai-mat-khau");
      expect([far.begun, far.asked.length]).toEqual([0, 1]);
    },
  );
});

describe("a session is closed whatever happens", () => {
  const places = ["SystemUnit", "SIP", "Diagnostics"].map((name) => `/getxml?location=/Status/${name}`);
  const bomb = `<?xml version="1.0"?><!DOCTYPE Status [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Status><SystemUnit>&b;</SystemUnit></Status>`;
  const bodies: Record<string, string> = {
    "not XML": "<html><body>sign in<br></body></html>",
    "cut off": "<?xml version='1.0'?><Status><SystemUnit><Up",
    empty: "",
    "an entity bomb": bomb,
    "nested without end": `<Status>${"<a>".repeat(100_000)}`,
    "elements without end": `<Status>${"<a/>".repeat(30_000)}</Status>`,
    "more than is read": `<Status>${" ".repeat(1_100_000)}</Status>`,
    "another document": "<Configuration/>",
  };
  test.each(
    Object.entries(bodies).flatMap(([title, body]) => places.map((place) => [title, place, body] as const)),
  )("%s at %s", async (_title, place, body) => {
    const far = await device(ciscoAnswers(roomOs11));
    far.prank = ({ path }, response) => {
      if (path !== place) return false;
      response.writeHead(200, { "content-type": "text/xml" }).end(body);
      return true;
    };
    const { result, fields } = await run(checkOf(far, "cisco"));
    expect(result).toMatchObject({ outcome: "failed", reason: "malformed_answer" });
    expect(fields).toBeUndefined();
    expect([far.begun, far.open.size]).toEqual([1, 0]);
  });

  test.each<[string, number | "drop" | "silence", string]>([
    ["an error", 500, "http_status"],
    ["the session gone", 401, "credentials"],
    ["a connection thrown out", "drop", "refused"],
    ["silence", "silence", "timeout"],
  ])("%s in the middle, on both makes", async (_title, deed, reason) => {
    for (const kind of ["cisco", "poly"] as const) {
      const far = await device(kind === "cisco" ? ciscoAnswers(roomOs11) : polyAnswers(videoOs4));
      far.prank = ({ path }, response, socket) => {
        if (!path.endsWith("/Call") && !path.endsWith("/mediastats")) return false;
        if (typeof deed === "number") response.writeHead(deed).end();
        else if (deed === "drop") socket.destroy();
        return true;
      };
      const { result } = await run(checkOf(far, kind, { timeoutMs: 1000 }));
      expect(result).toMatchObject({ outcome: "failed", reason });
      expect([far.begun, far.open.size]).toEqual([1, 0]);
    }
  });

  test("a run that is called off", async () => {
    const far = await device(ciscoAnswers(roomOs11));
    const off = new AbortController();
    far.prank = ({ path }) => {
      if (!path.endsWith("/SIP")) return false;
      off.abort();
      return true;
    };
    const { result } = await run(checkOf(far, "cisco"), off.signal);
    expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
    expect([far.begun, far.open.size]).toEqual([1, 0]);
  });

  test.each(["cisco", "poly"] as const)(
    "%s: a beginning that is answered when it is too late",
    async (kind) => {
      const far = await device(kind === "cisco" ? ciscoAnswers(roomOs11) : polyAnswers(videoOs4));
      const off = new AbortController();
      far.prank = ({ path }, response) => {
        if (!/session(?:\/begin)?$/.test(path) || far.begun > 0) return false;
        far.begun += 1;
        far.open.add("s-1");
        off.abort();
        const cookie = `${kind === "cisco" ? "SessionId" : "session_id"}=s-1; Path=/`;
        setTimeout(() => response.writeHead(200, { "set-cookie": cookie }).end('{"success":true}'), 200);
        return true;
      };
      const { result } = await run(checkOf(far, kind), off.signal);
      expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
      expect([far.begun, far.open.size]).toEqual([1, 0]);
      expect(far.asked).toHaveLength(2);
    },
  );

  test.each([
    ["cisco", "stays away"],
    ["cisco", "is cut off"],
    ["poly", "stays away"],
    ["poly", "is cut off"],
  ] as const)("%s: a beginning whose cookie comes and whose body %s", async (kind, deed) => {
    const far = await device(kind === "cisco" ? ciscoAnswers(ce8) : polyAnswers(videoOs3));
    far.prank = ({ path }, response, socket) => {
      if (!/session(?:\/begin)?$/.test(path) || far.begun > 0) return false;
      far.begun += 1;
      far.open.add("s-1");
      const cookie = `${kind === "cisco" ? "SessionId" : "session_id"}=s-1; Path=/`;
      response.writeHead(200, { "set-cookie": cookie, "content-length": 1000 }).write("{");
      if (deed === "is cut off") setTimeout(() => socket.destroy(), 50);
      return true;
    };
    const { result } = await run(checkOf(far, kind, { timeoutMs: 1000 }));
    const isCut = deed === "is cut off";
    expect(result).toMatchObject(isCut ? { outcome: "ok" } : { outcome: "failed", reason: "timeout" });
    expect([far.begun, far.open.size]).toEqual([1, 0]);
  });

  test("one that cannot be closed is told, with what was read", async () => {
    const far = await device(ciscoAnswers(ce8));
    far.prank = ({ path }, response) => {
      if (!path.endsWith("/end")) return false;
      response.writeHead(503).end();
      return true;
    };
    const { result, fields } = await run(checkOf(far, "cisco"));
    expect(result).toMatchObject({ outcome: "ok", detail: "the session could not be closed: HTTP 503" });
    expect(fields).toMatchObject({ h323Registered: true });
  });

  test("two runs of one device wait for each other", async () => {
    const far = await device(ciscoAnswers(ce8));
    const check = checkOf(far, "cisco");
    const outcomes = await Promise.all([run(check), run(check), run(check)]);
    expect(outcomes.map(({ result }) => result.outcome)).toEqual(["ok", "ok", "ok"]);
    expect([far.begun, far.open.size, far.most]).toEqual([3, 0, 1]);
  });

  test("who waits too long for another run asks nothing", async () => {
    const far = await device(ciscoAnswers(ce8));
    let release = () => {};
    far.prank = ({ path }, response) => {
      if (!path.endsWith("/SIP")) return false;
      release = () => response.writeHead(404).end();
      return true;
    };
    const first = run(checkOf(far, "cisco"));
    await vi.waitUntil(() => far.begun === 1);
    const second = await run(checkOf(far, "cisco", { timeoutMs: 200 }));
    expect(second.result).toMatchObject({ outcome: "failed", reason: "timeout" });
    expect(far.begun).toBe(1);
    await vi.waitUntil(() => far.asked.some(({ path }) => path.endsWith("/SIP")));
    release();
    expect((await first).result.outcome).toBe("ok");
    expect(far.open.size).toBe(0);
  });
});

describe("a device that does not answer", () => {
  test("a closed port is refused", async () => {
    const far = await device(ciscoAnswers(ce8));
    far.close();
    const { result } = await run(checkOf(far, "cisco"));
    expect(result).toMatchObject({
      outcome: "failed",
      reason: "refused",
      detail: `ECONNREFUSED tcp/${far.port}`,
    });
  });

  test("one that takes the connection and says nothing is a timeout", async () => {
    const mute = createServer(() => {});
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    onTestFinished(() => void mute.close());
    const { port } = z.object({ port: z.int() }).parse(mute.address());
    const { result } = await run(checkOf({ port }, "cisco", { timeoutMs: 500 }));
    expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
  });

  test("a point that closes the connection after each answer is asked on a new one each time", async () => {
    const far = await device((asked, response, session) => {
      response.setHeader("connection", "close");
      ciscoAnswers(ce8)(asked, response, session);
    });
    const { result } = await run(checkOf(far, "cisco"));
    expect(result.outcome).toBe("ok");
    expect(far.connections).toBeGreaterThan(5);
    expect(far.open.size).toBe(0);
  });
});
