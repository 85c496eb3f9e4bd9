import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SettingsOf } from "@haidang/contract/check.ts";
import { type SnmpCredentials, snmpAuthProtocols } from "@haidang/contract/snmp-access.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { snmpProbe } from "../../agent/src/probe/snmp/snmp-probe.ts";
import { openSnmpSession } from "../../agent/src/snmp/session.ts";

const inCi = process.env["CI"] !== undefined;
const hasSnmpd = spawnSync("snmpd", ["-v"]).status === 0;

const sysUpTime = "1.3.6.1.2.1.1.3.0";
const snmpEngineBoots = "1.3.6.1.6.3.10.2.1.2.0";
const signing = "khoa-ky-rieng";
const hiding = "khoa-ma-rieng";

type AuthProtocol = (typeof snmpAuthProtocols)[number];
type Privacy = NonNullable<Extract<SnmpCredentials, { version: "3" }>["privacy"]>;

/** What snmpd calls them. */
const snmpdAuth: Record<AuthProtocol, string> = {
  md5: "MD5",
  sha1: "SHA",
  sha224: "SHA-224",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};

const config = [
  // The same engine also when it has forgotten how often it started.
  "engineID haidang-conformance",
  "createUser plain",
  "rouser plain noauth",
  ...snmpAuthProtocols.flatMap((protocol) => [
    `createUser ${protocol} ${snmpdAuth[protocol]} "${signing}" AES "${hiding}"`,
    `rouser ${protocol} auth`,
  ]),
  `createUser full SHA-256 "${signing}" AES "${hiding}"`,
  "rouser full priv",
  `createUser strong SHA-512 "${signing}" AES-256 "${hiding}"`,
  "rouser strong priv",
  `createUser blumenthal SHA "${signing}" AES-256 "${hiding}"`,
  "rouser blumenthal priv",
  `createUser reeder SHA "${signing}" AES-256-C "${hiding}"`,
  "rouser reeder priv",
  `createUser signedOnly SHA-256 "${signing}"`,
  "rouser signedOnly auth",
  "",
].join("\n");

function user(name: string, auth?: AuthProtocol, privacy?: Privacy["protocol"]) {
  return {
    version: "3" as const,
    user: name,
    ...(auth === undefined ? {} : { auth: { protocol: auth, key: signing } }),
    ...(privacy === undefined ? {} : { privacy: { protocol: privacy, key: hiding } }),
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

describe.skipIf(!hasSnmpd && !inCi)("SNMP version 3 against a real snmpd", () => {
  let folder = "";
  let port = 0;
  let daemon: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "haidang-snmpd-v3-"));
    port = await freePort();
    await writeFile(join(folder, "agent.conf"), config);
    await writeFile(join(folder, "snmpd.conf"), "");
    await start();
  });

  afterAll(async () => {
    daemon?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  /** The engine's boots are kept in the folder, so that each start counts. */
  async function start(): Promise<void> {
    const configs = `${join(folder, "agent.conf")},${join(folder, "snmpd.conf")}`;
    daemon = spawn("snmpd", ["-C", "-c", configs, "-Ln", "-f", `udp:127.0.0.1:${port}`], {
      stdio: "ignore",
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
    });
    await vi.waitUntil(async () => {
      const session = open(user("plain"), 200);
      return await session
        .get([sysUpTime])
        .then(
          () => true,
          () => false,
        )
        .finally(() => session.close());
    }, 20_000);
  }

  async function stop(): Promise<void> {
    if (daemon === undefined) return;
    const ended = once(daemon, "exit");
    daemon.kill("SIGTERM");
    await ended;
  }

  function open(credentials: SnmpCredentials, timeoutMs = 1000) {
    return openSnmpSession({ ...credentials, ip: "127.0.0.1", port, timeoutMs, retries: 2 });
  }

  async function probed(credentials: SnmpCredentials, timeoutMs = 5000) {
    const settings: SettingsOf<"snmp"> = { ...credentials, address: "127.0.0.1", port };
    const probe = snmpProbe({
      id: "snmp:device/here",
      probe: "snmp",
      target: { kind: "device", id: "here" },
      intervalMs: 60_000,
      retryIntervalMs: 60_000,
      timeoutMs,
      settings,
    });
    return await probe.run({ agent: "a1", slotMs: Date.now(), signal: AbortSignal.timeout(timeoutMs) });
  }

  test.each([
    ["no authentication", user("plain")],
    ...snmpAuthProtocols.map((protocol) => [`${protocol} alone`, user(protocol, protocol)] as const),
    ...snmpAuthProtocols.map(
      (protocol) => [`${protocol} and aes128`, user(protocol, protocol, "aes128")] as const,
    ),
    ["SHA-512 and AES-256", user("strong", "sha512", "aes256-blumenthal")],
    ["SHA-512 and AES-256, where both ways are one", user("strong", "sha512", "aes256-reeder")],
    ["SHA-1 and AES-256 after Blumenthal", user("blumenthal", "sha1", "aes256-blumenthal")],
    ["SHA-1 and AES-256 after Reeder", user("reeder", "sha1", "aes256-reeder")],
  ] as const)("%s reads the device and its interfaces", async (_title, credentials) => {
    const { result, points } = await probed(credentials);
    expect(result).toMatchObject({ outcome: "ok" });
    expect(points.some(({ tags }) => tags["ifName"] === "lo")).toBe(true);
  });

  const full = user("full", "sha256", "aes128");
  test.each([
    ["a wrong user", { ...full, user: "nobody" }, "the device does not know this user"],
    [
      "a wrong authentication key",
      { ...full, auth: { protocol: "sha256" as const, key: "khong-phai-khoa" } },
      "the authentication key or its protocol is wrong",
    ],
    [
      "a wrong authentication protocol",
      { ...full, auth: { protocol: "sha512" as const, key: signing } },
      "the authentication key or its protocol is wrong",
    ],
    [
      "a wrong privacy key",
      { ...full, privacy: { protocol: "aes128" as const, key: "khong-phai-khoa" } },
      "the privacy key or its protocol is wrong",
    ],
    [
      "the other AES-256",
      user("blumenthal", "sha1", "aes256-reeder"),
      "the privacy key or its protocol is wrong",
    ],
    ["privacy of a user that has none", user("signedOnly", "sha256", "aes128"), "not set up for this level"],
    ["a level too low: nothing signed", user("full"), "AuthorizationError"],
    ["a level too low: nothing encrypted", user("full", "sha256"), "AuthorizationError"],
  ])("%s is a credential fault", async (_title, credentials, detail) => {
    const { result, points } = await probed(credentials, 3000);
    expect(result).toMatchObject({
      outcome: "failed",
      reason: "credentials",
      detail: expect.stringContaining(detail),
    });
    expect(points).toEqual([]);
    for (const secret of [signing, hiding, "khong-phai-khoa"]) {
      expect(JSON.stringify(result)).not.toContain(secret);
    }
  });

  test.each([
    ["restarted", 1, false],
    ["restarted without memory of how often it was", -1, true],
  ] as const)(
    "an snmpd %s goes on in the same session, at every level",
    { timeout: 30_000 },
    async (_title, moved, forgets) => {
      const sessions = [open(user("plain")), open(user("sha256", "sha256")), open(full)];
      const boots = async () =>
        await Promise.all(
          sessions.map(async (session) => Number((await session.get([snmpEngineBoots]))[0]?.value)),
        );
      const [before = 0] = await boots();
      await stop();
      if (forgets) await writeFile(join(folder, "snmpd.conf"), "");
      await start();
      const after = before + moved;
      expect(await boots()).toEqual([after, after, after]);
      for (const session of sessions) session.close();
    },
  );

  test("silence is a timeout", async () => {
    const silent = createSocket("udp4");
    silent.bind(0, "127.0.0.1");
    await once(silent, "listening");
    const session = openSnmpSession({
      ...full,
      ip: "127.0.0.1",
      port: silent.address().port,
      timeoutMs: 100,
      retries: 2,
    });
    await expect(session.get([sysUpTime])).rejects.toMatchObject({ reason: "timeout" });
    session.close();
    silent.close();
  });
});
