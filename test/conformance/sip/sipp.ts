import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";

/** A scenario a real SIPp plays as the called side. */
export interface Scene {
  title: string;
  steps: string;
}

/** What answers a request carries back, as SIPp fills it in. */
const echoed = [
  "[last_Via:]",
  "[last_From:]",
  "[last_To:];tag=[call_number]",
  "[last_Call-ID:]",
  "[last_CSeq:]",
];

export function send(
  status: string,
  lines: readonly string[] = echoed,
  more: readonly string[] = [],
): string {
  const message = [`SIP/2.0 ${status}`, ...lines, ...more, "Content-Length: 0"].join("\n");
  return `<send><![CDATA[\n${message}\n\n]]></send>`;
}
export const hear = '<recv request="OPTIONS"/>';

/** The echoed lines with one of them written otherwise. */
export function with_(name: string, line: string): string[] {
  return echoed.map((one) => (one.startsWith(`[last_${name}:`) ? line : one));
}

/** Free a moment ago, for UDP and TCP both: these programs cannot be asked to pick their own. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const socket = createSocket("udp4");
    const isFree = await new Promise<boolean>((resolve) => {
      socket.once("error", () => resolve(false));
      socket.bind(port, "127.0.0.1", () => resolve(true));
    });
    socket.close();
    server.close();
    if (isFree) return port;
  }
}

/**
 * Waits until something listens at a port of 127.0.0.1. Rows of the kernel's table name both ends and outlive a
 * connection by a minute, so a TCP row counts only in the LISTEN state (0A).
 */
export async function listening(transport: "udp" | "tcp", port: number): Promise<void> {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  await vi.waitUntil(
    async () => {
      const rows = (await readFile(`/proc/net/${transport}`, "utf8")).split("\n");
      return rows.some((row) => {
        const [, here, , state] = row.trim().split(/\s+/);
        return here === local && (transport === "udp" || state === "0A");
      });
    },
    { timeout: 15_000, interval: 20 },
  );
}

/** Starts a SIPp that plays the scene to everyone who calls; returns its port and the way to end it. */
export async function play(
  folder: string,
  { title, steps }: Scene,
  transport: "udp" | "tcp" = "udp",
): Promise<{ port: number; stop: () => Promise<void> }> {
  const port = await freePort();
  const file = join(folder, `${port}.xml`);
  await writeFile(file, `<?xml version="1.0"?>\n<scenario name="${title}">\n${steps}\n</scenario>\n`);
  const child = spawn(
    "sipp",
    ["-sf", file, "-i", "127.0.0.1", "-p", String(port), "-t", transport === "udp" ? "u1" : "t1", "-nostdin"],
    { cwd: folder, stdio: "ignore" },
  );
  await listening(transport, port);
  return { port, stop: () => ended(child) };
}

/** Sends one REGISTER of `user` with a contact, and waits for its 200. */
export async function register(
  folder: string,
  registrar: number,
  { user, port }: { user: string; port: number },
) {
  const own = await freePort();
  const file = join(folder, `register-${own}.xml`);
  const message = [
    `REGISTER sip:127.0.0.1:${registrar} SIP/2.0`,
    "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
    `From: <sip:${user}@127.0.0.1>;tag=[call_number]`,
    `To: <sip:${user}@127.0.0.1>`,
    "Call-ID: [call_id]",
    "CSeq: 1 REGISTER",
    `Contact: <sip:${user}@127.0.0.1:${port}>`,
    "Expires: 600",
    "Content-Length: 0",
  ].join("\n");
  const steps = `<send><![CDATA[\n${message}\n\n]]></send><recv response="200"/>`;
  await writeFile(file, `<?xml version="1.0"?>\n<scenario name="register">\n${steps}\n</scenario>\n`);
  const parameters = ["-sf", file, "-i", "127.0.0.1", "-p", String(own), "-m", "1", "-nostdin"];
  const child = spawn("sipp", [...parameters, `127.0.0.1:${registrar}`], { cwd: folder, stdio: "ignore" });
  const [exitCode] = await once(child, "exit");
  if (exitCode !== 0) throw new Error(`the registration of ${user} ended with ${exitCode}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
