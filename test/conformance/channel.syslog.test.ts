import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { channelSchema } from "@haidang/contract/channel.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";
import { selfSigned, trusting } from "./channel-certificate.ts";
import {
  freePort,
  ioOf,
  listening,
  message,
  type Scene,
  type SceneName,
  silentServer,
} from "./channel-scene.ts";
import { channelSuite } from "./channel-suite.ts";

const lacking = missing("rsyslogd", "openssl");
const { deliver } = createChannels();
type Transport = "udp" | "tcp" | "tls";

const channel = (port: number, transport: Transport) =>
  channelSchema.parse({ id: "l", name: "L", kind: "syslog", server: "localhost", port, transport });

/** An rsyslogd of our own that writes each entry as JSON, as it read it. */
async function rsyslog(transport: "udp" | "tcp") {
  const folder = await mkdtemp(join(tmpdir(), "haidang-syslog-"));
  const [file, config, port] = [join(folder, "log"), join(folder, "conf"), await freePort()];
  const fields = ["pri", "app-name", "msgid", "structured-data", "msg"]
    .map((name) => `property(name="${name}" format="jsonf" outname="${name}")`)
    .join(' constant(value=",")');
  await writeFile(
    config,
    `global(workDirectory="${folder}")
module(load="im${transport}")
template(name="json" type="list") { constant(value="{") ${fields} constant(value="}\\n") }
input(type="im${transport}" address="127.0.0.1" port="${port}")
action(type="omfile" file="${file}" template="json")\n`,
  );
  const child = spawn("rsyslogd", ["-n", "-f", config, "-i", join(folder, "pid")], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const read = () => readFile(file, "utf8").catch(() => "");
  await (transport === "tcp" ? vi.waitUntil(() => takes(port)) : vi.waitUntil(() => isBound(port)));
  const close = async () => {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  return { port, read, close };
}

/** A socket of UDP shows in the kernel's own list. */
function isBound(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync("/proc/net/udp", "utf8").includes(`0100007F:${hex} `);
}

function takes(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function open(scene: SceneName, transport: "udp" | "tcp"): Promise<Scene> {
  if (scene === "good") {
    const server = await rsyslog(transport);
    return {
      deliver: (one, io) => deliver(channel(server.port, transport), one, ioOf(io)),
      received: async () => {
        await vi.waitUntil(async () => (await server.read()).endsWith("\n"), { timeout: 5000 });
        return server.read();
      },
      close: server.close,
    };
  }
  const silent = await silentServer();
  // over TLS a server that says nothing is noticed
  const [port, over] = scene === "silent" ? [silent.port, "tls" as const] : [await freePort(), transport];
  return {
    deliver: (one, io) => deliver(channel(port, over), one, ioOf(io)),
    received: async () => "",
    close: silent.close,
  };
}

function hostile(received: string): void {
  const lines = received.trim().split("\n");
  expect(lines).toHaveLength(1);
  const entry: unknown = JSON.parse(lines[0] ?? "");
  expect(entry).toMatchObject({
    ...{
      pri: "130",
      "app-name": "haidang",
      msgid: "open",
      msg: expect.stringMatching(/^\s*\ufeff?x Bcc.*<script>/),
    },
    "structured-data": expect.stringMatching(/^\[haidang@32473 id="n-7f3a" .*state="open".*\]$/),
  });
}

describe.skipIf(lacking.length > 0)(titled("syslog to a real rsyslogd", lacking), () => {
  channelSuite("over UDP", (scene) => open(scene, "udp"), {
    lacks: ["refused", "silent", "credentials", "later"],
    hostile,
  });
  channelSuite("over TCP", (scene) => open(scene, "tcp"), { lacks: ["credentials", "later"], hostile });

  test("over TLS, to a server that is trusted and to no other", async () => {
    const files = selfSigned();
    let heard = "";
    const server = createTlsServer(
      { cert: readFileSync(files.certificate), key: readFileSync(files.key) },
      (socket) =>
        socket.on("data", (chunk) => (heard += chunk.toString("utf8"))).on("end", () => socket.end()),
    );
    server.on("tlsClientError", () => undefined);
    const place = channel(await listening(server), "tls");
    expect(await deliver(place, message(), ioOf())).toMatchObject({ ok: false, reason: "tls_failure" });
    expect(await trusting(files.certificate, () => deliver(place, message(), ioOf()))).toMatchObject({
      ok: true,
    });
    await vi.waitUntil(() => heard !== "");
    const [, length = "", line = ""] = /^(\d+) (.*)$/s.exec(heard) ?? [];
    expect(Buffer.byteLength(line)).toBe(Number(length));
    server.close();
    await rm(files.folder, { recursive: true, force: true });
  });
});
