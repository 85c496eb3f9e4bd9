import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { channelSchema } from "@haidang/contract/channel.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { missing, titled } from "../acceptance/needs.ts";
import { selfSigned, trusting } from "./channel-certificate.ts";
import {
  freePort,
  incident,
  ioOf,
  message,
  type Scene,
  type SceneName,
  secretKey,
  silentServer,
  someone,
} from "./channel-scene.ts";
import { channelSuite } from "./channel-suite.ts";

const lacking = missing("aiosmtpd", "openssl");
const program = join(fileURLToPath(new URL(".", import.meta.url)), "channel-mail-server.py");

const mailSchema = z.object({
  tls: z.boolean(),
  to: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  names: z.array(z.string()),
  parts: z.record(z.string(), z.string()),
  defects: z.array(z.string()),
});

/** aiosmtpd is Debian's, and so is the Python it is made for. */
async function mailServer(scene: SceneName | "plain", files: ReturnType<typeof selfSigned>) {
  const args = [program, files.certificate, files.key, secretKey, scene];
  const child = spawn("/usr/bin/python3", args, { stdio: ["ignore", "pipe", "ignore"] });
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (/^\d+$/.test(line)) resolve(Number(line));
    else lines.push(line);
  });
  child.once("exit", () => reject(new Error("the mail server does not start")));
  // also when its test fails before it ends it
  onTestFinished(() => void child.kill("SIGKILL"));
  const port = await promise;
  const close = async () => {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await ended;
  };
  /** All mails, once there are so many. */
  const mails = async (count = 1) => {
    await vi.waitUntil(() => lines.length >= count, { timeout: 5000 });
    return lines.map((line) => mailSchema.parse(JSON.parse(line.replaceAll("\\r\\n", "\\n"))));
  };
  return { port, lines, close, mails };
}

describe.skipIf(lacking.length > 0)(titled("e-mail to a real server", lacking), () => {
  const files = lacking.length > 0 ? { folder: "", certificate: "", key: "" } : selfSigned();
  const { deliver } = createChannels();
  const channel = (port: number, more: object = {}) =>
    channelSchema.parse({
      ...{ id: "e", name: "E", kind: "email", server: "localhost", port, from: "noc@example.vn" },
      ...{ user: "haidang", password: { secret: "key" }, ...more },
    });
  afterAll(() => rm(files.folder, { recursive: true, force: true }));

  async function open(scene: SceneName): Promise<Scene> {
    if (scene === "silent" || scene === "refused") {
      const silent = await silentServer();
      const port = scene === "silent" ? silent.port : await freePort();
      const told = (one: Parameters<Scene["deliver"]>[0], io = {}) => deliver(channel(port), one, ioOf(io));
      return { deliver: told, received: async () => "", close: silent.close };
    }
    const server = await mailServer(scene, files);
    const secrets = { get: () => (scene === "credentials" ? "wrong" : secretKey), put: () => undefined };
    return {
      deliver: (one, io) =>
        trusting(files.certificate, () => deliver(channel(server.port), one, ioOf({ secrets, ...io }))),
      received: async () =>
        (await server.mails())
          .flatMap(({ headers, parts }) => [headers["subject"], parts["text/plain"]?.replaceAll("\n", " ")])
          .join("\n"),
      close: server.close,
    };
  }
  channelSuite("suite", open, { hostile: (received) => expect(received).toContain("<script>") });

  test("one mail, encrypted, in text and HTML, that clients put into the thread of its incident", async () => {
    const server = await mailServer("good", files);
    const send = (one: Parameters<Scene["deliver"]>[0]) =>
      trusting(files.certificate, () => deliver(channel(server.port), one, ioOf()));
    expect(await send(message())).toMatchObject({ ok: true });
    const over = message({
      ...{ id: "n-8000", purpose: "resolved", incidents: [incident({ state: "resolved", resolvedMs: 1 })] },
      subject: "Đã khắc phục",
    });
    expect(await send(over)).toMatchObject({ ok: true });
    const [first, second] = await server.mails(2);
    expect(first).toMatchObject({ tls: true, to: ["truc@example.vn"], defects: [] });
    expect(first?.headers).toMatchObject({
      from: "Hải Đăng <noc@example.vn>",
      to: "Nguyễn Văn Trực <truc@example.vn>",
      subject: "[NGHIÊM TRỌNG] Mất kết nối: P. Bãi Cháy (VNPT)",
      "message-id": "<n-7f3a@example.vn>",
      references: "<incident.SC-1024@example.vn>",
      "in-reply-to": "<incident.SC-1024@example.vn>",
      "auto-submitted": "auto-generated",
      date: "Mon, 23 Nov 2026 06:05:04 +0000",
    });
    expect(first?.parts["text/plain"]?.trim()).toBe(message().text);
    expect(first?.parts["text/html"]?.trim()).toBe(message().html);
    expect(second?.headers["references"]).toBe(first?.headers["references"]);
    expect(second?.headers["message-id"]).toBe("<n-8000@example.vn>");
    await server.close();
  });

  test("no header can be added by a text", async () => {
    const scene = await mailServer("good", files);
    const contacts = [{ ...someone, name: "Trực\r\nBcc: evil@example.com" }];
    const bad = message({
      subject: "x\r\nBcc: evil@example.com",
      id: "a\r\nBcc: evil@example.com",
      contacts,
    });
    const outcome = await trusting(files.certificate, () => deliver(channel(scene.port), bad, ioOf()));
    expect(outcome).toEqual({ ok: true, detail: "250 OK taken" });
    const [mail] = await scene.mails();
    expect(mail?.to).toEqual(["truc@example.vn"]);
    expect(mail?.names).not.toContain("bcc");
    expect(mail?.defects).toEqual([]);
    await scene.close();
  });

  test("one address refused: the others have it, and the outcome says who", async () => {
    const server = await mailServer("good", files);
    const contacts = [someone, { ...someone, id: "cu", email: "gone@example.vn" }];
    const send = (one: typeof contacts) =>
      trusting(files.certificate, () => deliver(channel(server.port), message({ contacts: one }), ioOf()));
    expect(await send(contacts)).toMatchObject({
      ...{ ok: false, reason: "recipient", final: true, delivered: ["truc"] },
      detail: expect.stringContaining("cu"),
    });
    expect(await send(contacts.slice(1))).toMatchObject({ ok: false, reason: "recipient" });
    await server.close();
  });

  test("no trust, no STARTTLS: nothing goes out", async () => {
    const server = await mailServer("good", files);
    expect(await deliver(channel(server.port), message(), ioOf())).toMatchObject({
      reason: "tls_failure",
      detail: expect.stringContaining("CERT"),
    });
    const plain = await mailServer("plain", files);
    expect(await deliver(channel(plain.port), message(), ioOf())).toMatchObject({ reason: "tls_failure" });
    expect([...server.lines, ...plain.lines]).toEqual([]);
    const open = channel(plain.port, { tls: "none", user: undefined, password: undefined });
    expect(await deliver(open, message(), ioOf())).toMatchObject({ ok: true });
    expect(await plain.mails()).toMatchObject([{ tls: false }]);
    await Promise.all([server.close(), plain.close()]);
  });
});
