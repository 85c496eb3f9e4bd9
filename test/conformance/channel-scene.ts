import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import type { Incident } from "@haidang/contract/incident.ts";
import type { Contact } from "@haidang/contract/notify.ts";
import type { ChannelIo, Delivered, Message } from "@haidang/control-plane/notify/channel/channel.ts";
import { readEgressRules } from "@haidang/control-plane/notify/egress.ts";

export const startsMs = Date.parse("2026-11-23T06:05:00Z");

export function incident(more: Partial<Incident> = {}): Incident {
  return {
    id: "SC-1024",
    state: "open",
    severity: "critical",
    alert: "outage",
    root: { kind: "link", id: "bai-chay-vnpt" },
    rootName: "P. Bãi Cháy (VNPT)",
    unit: "bai-chay",
    unitName: "Phường Bãi Cháy",
    carrier: "VNPT",
    startsMs,
    openedMs: startsMs + 3000,
    resolvedMs: null,
    reopened: 0,
    acknowledgedBy: null,
    assignee: null,
    verdict: null,
    overruled: null,
    mutes: [],
    following: { firing: 2, ever: 2 },
    affected: { sites: 1, units: 1 },
    ...more,
  };
}

export const someone: Contact = {
  id: "truc",
  name: "Nguyễn Văn Trực",
  email: "truc@example.vn",
  phone: "84912345678",
  telegram: "1001",
  language: "vi",
};

export function message(more: Partial<Message> = {}): Message {
  return {
    id: "n-7f3a",
    purpose: "open",
    language: "vi",
    incidents: [incident()],
    subject: "[NGHIÊM TRỌNG] Mất kết nối: P. Bãi Cháy (VNPT)",
    text: "Đứt đường truyền P. Bãi Cháy (VNPT)\ntừ 13:05 23/11/2026.",
    shortText: "[NOC QN] NGHIEM TRONG: mat ket noi P. Bai Chay (VNPT) tu 13:05 23/11. Ma SC-1024",
    html: "<p>Đứt đường truyền <b>P. Bãi Cháy (VNPT)</b></p>",
    links: { show: "https://noc.example.vn/#/incidents/SC-1024" },
    contacts: [someone],
    atMs: startsMs + 4000,
    ...more,
  };
}

/** What devices and people may call things: each would end a line, a header, a quote, a tag or a template somewhere. */
export const hostileText =
  "x\r\nBcc: \"] '}evil@example.com\r\n\r\n.\r\nRCPT TO:<evil@example.com>\u0000\u001b[31m\u001a\u202egnp.\u2028\"]'}{secret:key}" +
  "<script>alert(1)</script>&amp;$(id);`id`|id %0d%0a\\\ud800";

export function hostileMessage(): Message {
  const bad = incident({ rootName: hostileText, carrier: hostileText, unitName: hostileText });
  return message({ incidents: [bad], subject: hostileText, text: hostileText, shortText: hostileText });
}

export const secretKey = "hunter2-very-secret";

export interface Vault {
  values: Map<string, string>;
  secrets: ChannelIo["secrets"];
}

export function vault(values: Record<string, string> = {}): Vault {
  const kept = new Map(Object.entries({ key: secretKey, ...values }));
  return {
    values: kept,
    secrets: {
      get: (name) => kept.get(name),
      put: (name, value) => {
        kept.set(name, value);
      },
    },
  };
}

export const loopback = readEgressRules("127.0.0.0/8,::1,localhost");

export function ioOf(more: Partial<ChannelIo> = {}): ChannelIo {
  return {
    secrets: vault().secrets,
    signal: new AbortController().signal,
    nowMs: startsMs + 5000,
    allowed: loopback,
    folder: "/nonexistent",
    ...more,
  };
}

export interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}
export type Answering = (
  asked: Asked,
) => { status: number; headers?: Record<string, string>; body: string } | "silence";

/** A real HTTP server on loopback, and what it was asked. */
export async function httpServer(answering: Answering) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      asked.push(one);
      const answer = answering(one);
      if (answer === "silence") return;
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body);
    });
  });
  const port = await listening(server);
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, port, asked, close };
}

export async function listening(server: Server | TcpServer): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return portOf(server);
}

export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A port of loopback nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Takes connections and never says a word. */
export async function silentServer() {
  const sockets = new Set<{ destroy(): void }>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    // its peer ends it as roughly as it likes
    socket.on("error", () => socket.destroy());
  });
  const port = await listening(server);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, close };
}

export type SceneName = "good" | "refused" | "silent" | "credentials" | "later";

/** A channel before one kind of receiver. */
export interface Scene {
  deliver(message: Message, io?: Partial<ChannelIo>): Promise<Delivered>;
  /** All the receiver got so far, as it reads it. */
  received(): Promise<string>;
  close(): Promise<void>;
}
