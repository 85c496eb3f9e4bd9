import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startTraps } from "@haidang/agent/snmp/trap/start-traps.ts";
import type { Check, CheckOf } from "@haidang/contract/check.ts";
import type { Point } from "@haidang/contract/point.ts";
import { type SnmpCredentials, snmpAuthProtocols } from "@haidang/contract/snmp-access.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";

const run = promisify(execFile);
const lacking = missing("snmptrap", "snmpinform");

const signing = "khoa-ky-rieng";
const hiding = "khoa-ma-rieng";
const linkDown = "1.3.6.1.6.3.1.1.5.3";
const ifIndex7 = ["1.3.6.1.2.1.2.2.1.1.7", "i", "7"];
const secret = { v2c: ["-v", "2c", "-c", "secret"], v1: ["-v", "1", "-c", "secret"] };
/** Of the sender; a trap's sender is its own authority. */
const theirEngine = ["-e", "0x80001f8880aabbccdd"];

type Privacy = NonNullable<Extract<SnmpCredentials, { version: "3" }>["privacy"]>["protocol"];
type AuthProtocol = (typeof snmpAuthProtocols)[number];

/** What net-snmp's tools call them. */
const toolAuth: Record<AuthProtocol, string> = {
  md5: "MD5",
  sha1: "SHA",
  sha224: "SHA-224",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};
const toolPrivacy: Record<Privacy, string> = {
  aes128: "AES",
  "aes256-blumenthal": "AES-256",
  "aes256-reeder": "AES-256-C",
};

function user(
  name: string,
  auth?: AuthProtocol,
  privacy?: Privacy,
): Extract<SnmpCredentials, { version: "3" }> {
  return {
    version: "3",
    user: name,
    ...(auth === undefined ? {} : { auth: { protocol: auth, key: signing } }),
    ...(privacy === undefined ? {} : { privacy: { protocol: privacy, key: hiding } }),
  };
}

/** The user as snmptrap is told of it. */
function toolUser({ user: name, auth, privacy }: Extract<SnmpCredentials, { version: "3" }>): string[] {
  const level = privacy !== undefined ? "authPriv" : auth !== undefined ? "authNoPriv" : "noAuthNoPriv";
  return [
    ...["-v", "3", "-u", name, "-l", level],
    ...(auth === undefined ? [] : ["-a", toolAuth[auth.protocol], "-A", auth.key]),
    ...(privacy === undefined ? [] : ["-x", toolPrivacy[privacy.protocol], "-X", privacy.key]),
  ];
}

function snmpCheck(credentials: SnmpCredentials, address = "127.0.0.1"): CheckOf<"snmp"> {
  const check: Check = {
    id: "snmp:device/here",
    probe: "snmp",
    target: { kind: "device", id: "here" },
    intervalMs: 60_000,
    retryIntervalMs: 60_000,
    timeoutMs: 5000,
    settings: { address, port: 161, ...credentials },
  };
  return check;
}

/** A receiver for one device on this machine, and what came of what it heard. */
async function receiver(credentials: SnmpCredentials, { address = "127.0.0.1", host = "127.0.0.1" } = {}) {
  const heard = {
    points: [] as Point[],
    hurried: [] as string[],
    versions: [] as string[],
    ignored: [] as string[],
  };
  const startedMs = Date.now();
  const traps = await startTraps({
    agent: "hub",
    place: { host, port: 0 },
    engine: {
      id: Buffer.from("8000000005010203040506", "hex"),
      boots: 3,
      timeS: () => 1000 + Math.floor((Date.now() - startedMs) / 1000),
    },
    now: Date.now,
    resolve: async () => ({ fault: "ENOTFOUND" }),
    hurry: (id) => heard.hurried.push(id),
    record: (point) => heard.points.push(point),
    counts: {
      received: (version) => heard.versions.push(version),
      hinted: () => undefined,
      ignored: (why) => heard.ignored.push(why),
    },
    onFault: (error) => {
      throw error;
    },
  });
  onTestFinished(async () => await traps.close());
  traps.watch([snmpCheck(credentials, address)]);
  return { port: traps.port, heard };
}

describe.skipIf(lacking.length > 0)(titled("traps and informs of net-snmp's own tools", lacking), () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "haidang-traps-"));
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  /** The exit code, and what was said on the way. */
  async function tool(name: "snmptrap" | "snmpinform", port: number, args: string[], rest: string[]) {
    const env = { ...process.env, MIBS: "", SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder };
    const patience = name === "snmpinform" ? ["-t", "0.3", "-r", "1"] : [];
    return await run(name, [...patience, ...args, `127.0.0.1:${port}`, ...rest], { env }).then(
      ({ stderr }) => ({ code: 0, stderr }),
      (error: { code: number; stderr: string }) => ({ code: error.code, stderr: error.stderr }),
    );
  }

  async function heardOnce(
    { heard }: Awaited<ReturnType<typeof receiver>>,
    version: string,
    trap = "linkDown",
  ) {
    await vi.waitFor(() => expect(heard.points).toHaveLength(1), { timeout: 5000 });
    expect(heard).toMatchObject({
      hurried: ["snmp:device/here"],
      versions: expect.arrayContaining([version]),
    });
    expect(heard.points[0]).toMatchObject({
      measurement: "trap",
      tags: { agent: "hub", kind: "device", id: "here", trap },
      fields: { version, source: "127.0.0.1", repeats: 0 },
    });
    return heard.points[0]?.fields["varbinds"];
  }

  test("version 1, generic and specific", async () => {
    const generic = await receiver({ version: "1", community: "secret" });
    await tool("snmptrap", generic.port, secret.v1, [
      "1.3.6.1.4.1.9",
      "127.0.0.1",
      "2",
      "0",
      "",
      ...ifIndex7,
    ]);
    expect(await heardOnce(generic, "1")).toBe("1.3.6.1.2.1.2.2.1.1.7=7");
    const ups = await receiver({ version: "2c", community: "secret" });
    await tool("snmptrap", ups.port, secret.v1, ["1.3.6.1.2.1.33.2", "127.0.0.1", "6", "1", ""]);
    await heardOnce(ups, "1", "upsTrapOnBattery");
    const unknown = await receiver({ version: "2c", community: "secret" });
    await tool("snmptrap", unknown.port, secret.v1, ["1.3.6.1.4.1.99999.1", "127.0.0.1", "6", "12", ""]);
    await heardOnce(unknown, "1", "1.3.6.1.4.1.99999.1.0.12");
  });

  test("version 2c, trap and inform with every type of value", async () => {
    const values = [
      ...ifIndex7,
      ...["1.3.6.1.2.1.31.1.1.1.18.7", "s", "lên Cái Chiên"],
      ...["1.3.6.1.2.1.2.2.1.6.7", "x", "001b54aabbcc"],
      ...["1.3.6.1.2.1.2.2.1.10.7", "c", "4294967295"],
      ...["1.3.6.1.2.1.2.2.1.5.7", "u", "4294967295"],
      ...["1.3.6.1.2.1.31.1.1.1.6.7", "C", "18446744073709551615"],
      ...["1.3.6.1.2.1.4.20.1.1.1", "a", "10.1.2.3"],
      ...["1.3.6.1.2.1.2.2.1.22.7", "o", "1.3.6.1.4.1.9.9.1"],
      ...["1.3.6.1.2.1.2.2.1.9.7", "t", "4294967295"],
      ...["1.3.6.1.2.1.2.2.1.8.7", "i", "-2147483648"],
    ];
    for (const name of ["snmptrap", "snmpinform"] as const) {
      const one = await receiver({ version: "2c", community: "secret" });
      expect(await tool(name, one.port, secret.v2c, ["", linkDown, ...values])).toEqual({
        code: 0,
        stderr: "",
      });
      expect(await heardOnce(one, "2c")).toBe(
        [
          "1.3.6.1.2.1.2.2.1.1.7=7",
          "1.3.6.1.2.1.31.1.1.1.18.7=lên Cái Chiên",
          "1.3.6.1.2.1.2.2.1.6.7=0x001b54aabbcc",
          "1.3.6.1.2.1.2.2.1.10.7=4294967295",
          "1.3.6.1.2.1.2.2.1.5.7=4294967295",
          "1.3.6.1.2.1.31.1.1.1.6.7=18446744073709551615",
          "1.3.6.1.2.1.4.20.1.1.1=10.1.2.3",
          "1.3.6.1.2.1.2.2.1.22.7=1.3.6.1.4.1.9.9.1",
          "1.3.6.1.2.1.2.2.1.9.7=4294967295",
          "1.3.6.1.2.1.2.2.1.8.7=-2147483648",
        ].join(", "),
      );
    }
  });

  test.each([
    user("plain"),
    ...snmpAuthProtocols.map((protocol) => user(protocol, protocol)),
    ...snmpAuthProtocols.map((protocol) => user(`${protocol}p`, protocol, "aes128")),
    user("md5b", "md5", "aes256-blumenthal"),
    user("shab", "sha1", "aes256-blumenthal"),
    user("shar", "sha1", "aes256-reeder"),
    user("strong", "sha512", "aes256-blumenthal"),
  ])("version 3 as $user, trap and inform", async (credentials) => {
    const trap = await receiver(credentials);
    await tool(
      "snmptrap",
      trap.port,
      [...theirEngine, ...toolUser(credentials)],
      ["", linkDown, ...ifIndex7],
    );
    expect(await heardOnce(trap, "3")).toBe("1.3.6.1.2.1.2.2.1.1.7=7");
    const inform = await receiver(credentials);
    const sent = await tool("snmpinform", inform.port, toolUser(credentials), ["", linkDown, ...ifIndex7]);
    expect(sent).toEqual({ code: 0, stderr: "" });
    expect(await heardOnce(inform, "3")).toBe("1.3.6.1.2.1.2.2.1.1.7=7");
    expect(inform.heard.ignored.every((why) => why === "discovery" || why === "clock")).toBe(true);
  });

  test("an inform is answered also when its hint is limited and it says nothing new", async () => {
    const many = await receiver({ version: "2c", community: "secret" });
    for (let sent = 0; sent < 6; sent += 1) {
      expect((await tool("snmpinform", many.port, secret.v2c, ["", linkDown, ...ifIndex7])).code).toBe(0);
    }
    expect(many.heard.points).toHaveLength(1);
    expect(many.heard.ignored).toEqual(["limited", "limited"]);
    expect(many.heard.hurried).toHaveLength(4);
  });

  const full = user("full", "sha256", "aes128");
  test.each([
    ["a wrong community", "snmpinform", { version: "2c", community: "other" }, secret.v2c, "community"],
    ["a community of a version 3 device", "snmpinform", full, secret.v2c, "community"],
    ["a wrong user", "snmpinform", { ...full, user: "other" }, toolUser(full), "user"],
    ["a level too low", "snmpinform", full, toolUser({ ...full, privacy: undefined }), "level"],
    [
      "a wrong signing key",
      "snmpinform",
      { ...full, auth: { protocol: "sha256", key: "khong-phai-khoa" } },
      toolUser(full),
      "digest",
    ],
    [
      "a wrong privacy key",
      "snmpinform",
      { ...full, privacy: { protocol: "aes128", key: "khong-phai-khoa" } },
      toolUser(full),
      "privacy",
    ],
    [
      "a wrong signing key in a trap",
      "snmptrap",
      { ...full, auth: { protocol: "sha256", key: "khong-phai-khoa" } },
      [...theirEngine, ...toolUser(full)],
      "digest",
    ],
    ["a trap in the clear", "snmptrap", full, [...theirEngine, ...toolUser(user("full"))], "level"],
  ] as const)("%s is counted and does nothing", async (_title, name, credentials, args, why) => {
    const one = await receiver(credentials);
    const { code } = await tool(name, one.port, [...args], ["", linkDown, ...ifIndex7]);
    if (name === "snmpinform") expect(code).not.toBe(0);
    await vi.waitFor(() => expect(one.heard.ignored).toContain(why), { timeout: 5000 });
    expect(one.heard).toMatchObject({ points: [], hurried: [] });
  });

  test("whom nobody asks is not listened to, on a socket of both families", async () => {
    const stranger = await receiver(
      { version: "2c", community: "secret" },
      { address: "192.0.2.1", host: "::" },
    );
    expect((await tool("snmpinform", stranger.port, secret.v2c, ["", linkDown])).code).not.toBe(0);
    expect(stranger.heard).toMatchObject({ points: [], hurried: [] });
    expect(new Set(stranger.heard.ignored)).toEqual(new Set(["source"]));
  });

  test("a forwarder on this machine is believed whose trap it is", async () => {
    const credentials = { version: "2c", community: "secret" } as const;
    const first = await receiver(credentials, { address: "192.0.2.1" });
    await tool("snmptrap", first.port, secret.v1, ["1.3.6.1.4.1.9", "192.0.2.1", "0", "0", ""]);
    await vi.waitFor(() => expect(first.heard.points).toHaveLength(1));
    expect(first.heard.points[0]).toMatchObject({
      fields: { source: "192.0.2.1" },
      tags: { trap: "coldStart" },
    });
    const second = await receiver(credentials, { address: "192.0.2.1" });
    const from = ["1.3.6.1.6.3.18.1.3.0", "a", "192.0.2.1"];
    await tool("snmptrap", second.port, secret.v2c, ["", linkDown, ...from]);
    await vi.waitFor(() => expect(second.heard.points).toHaveLength(1));
  });
});
