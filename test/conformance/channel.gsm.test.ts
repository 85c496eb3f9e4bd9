import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { channelSchema } from "@haidang/contract/channel.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { afterAll, describe, expect, test } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";
import { type ModemScript, scriptedModem } from "./channel-modem.ts";
import { ioOf, message, type Scene, type SceneName, someone, vault } from "./channel-scene.ts";
import { channelSuite } from "./channel-suite.ts";

const lacking = missing("socat", "stty");
const folder = mkdtempSync(join(tmpdir(), "haidang-gsm-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const { deliver } = createChannels();
const channel = (device: string) =>
  channelSchema.parse({ id: "sim", name: "SIM", kind: "gsm", device, pin: { secret: "pin" } });

const scripts: Record<SceneName, ModemScript> = {
  good: {},
  refused: {},
  silent: { silent: true },
  credentials: { pin: "9999" },
  later: { sent: "+CMS ERROR: 42" },
};

async function open(scene: SceneName): Promise<Scene> {
  const modem = await scriptedModem(scripts[scene]);
  const device = scene === "refused" ? "/dev/ttyUSB-none" : modem.device;
  const secrets = vault({ pin: "1234" }).secrets;
  return {
    deliver: (one, io) => deliver(channel(device), one, ioOf({ folder, secrets, ...io })),
    received: async () => modem.texts.join("\n"),
    close: modem.close,
  };
}

describe.skipIf(lacking.length > 0)(titled("a GSM modem on a serial line", lacking), () => {
  channelSuite("gsm", open, {
    hostile: (received) => expect(received).toMatch(/^x Bcc: "\] '\}evil@example\.com[ -~]{1,160}(?!\n)$/),
  });

  test("one text, in the network's alphabet, to one number", async () => {
    const modem = await scriptedModem();
    const outcome = await deliver(channel(modem.device), message(), ioOf({ folder }));
    expect(outcome).toEqual({ ok: true, detail: "reference 7" });
    expect(modem.texts).toEqual([message().shortText]);
    expect(modem.commands.filter((command) => command.startsWith("AT+CMGS"))).toEqual([
      'AT+CMGS="+84912345678"',
    ]);
    await modem.close();
  });

  test("a modem that knows only its own alphabet gets nothing that has another code there", async () => {
    const modem = await scriptedModem({ noIra: true });
    await deliver(channel(modem.device), message({ shortText: "[A] b_c@d {e}" }), ioOf({ folder }));
    expect(modem.texts).toEqual(["(A) b-c(a)d (e)"]);
    await modem.close();
  });

  test("the right PIN opens the SIM; a wrong one is tried once, and never again until it is another", async () => {
    const modem = await scriptedModem({ pin: "4321" });
    const tell = (pin: string) =>
      deliver(channel(modem.device), message(), ioOf({ folder, secrets: vault({ pin }).secrets }));
    const tries = () => modem.commands.filter((command) => command.startsWith("AT+CPIN=")).length;
    expect(await tell("1111")).toMatchObject({ reason: "credentials", final: true });
    expect(await tell("1111")).toMatchObject({
      reason: "credentials",
      detail: expect.stringContaining("not tried"),
    });
    expect(tries()).toBe(1);
    expect(await tell("4321")).toMatchObject({ ok: true });
    expect(tries()).toBe(2);
    await modem.close();
  });

  test("no network, a number nobody has, a modem pulled out", async () => {
    const lost = await scriptedModem({ network: "2" });
    expect(await deliver(channel(lost.device), message(), ioOf({ folder }))).toMatchObject({
      ...{ reason: "modem_fault", detail: expect.stringContaining("no network") },
    });
    const wrong = await scriptedModem({ sent: "+CMS ERROR: 1" });
    const contacts = [someone, { ...someone, id: "hai" }];
    expect(await deliver(channel(wrong.device), message({ contacts }), ioOf({ folder }))).toMatchObject({
      ...{ reason: "recipient", final: true },
    });
    expect(wrong.texts).toHaveLength(2);
    const pulled = await scriptedModem({ silent: true });
    const underway = deliver(channel(pulled.device), message(), ioOf({ folder }));
    setTimeout(pulled.unplug, 150);
    expect(await underway).toMatchObject({ reason: "modem_fault", detail: expect.stringContaining("gone") });
    await Promise.all([lost.close(), wrong.close(), pulled.close()]);
  });

  test("two at once go one after the other", async () => {
    const modem = await scriptedModem();
    const tell = (shortText: string) =>
      deliver(channel(modem.device), message({ shortText }), ioOf({ folder }));
    expect(await Promise.all([tell("one"), tell("two")])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(modem.texts).toEqual(["one", "two"]);
    await modem.close();
  });
});
