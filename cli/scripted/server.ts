import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { asOfMs, province } from "./province.ts";

export const key = "scripted-key-0123456789abcdef-0123456789";

export interface Asked {
  method: string;
  url: URL;
  body: string;
  headers: IncomingMessage["headers"];
}

export interface ScriptedServer {
  url: string;
  /** Every question so far, in order. */
  asked: Asked[];
  close(): Promise<void>;
}

interface Reply {
  status?: number;
  data?: unknown;
  error?: { code: string; message: string; hint?: string; details?: unknown };
  raw?: string;
}

/** An HTTP server that answers as the control plane's API does, from a script. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(request, response, asked).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, asked: Asked[]): Promise<void> {
  const url = new URL(request.url ?? "/", "http://scripted");
  const body = await text(request);
  asked.push({ method: request.method ?? "", url, body, headers: request.headers });
  const open = url.pathname === "/healthz" || url.pathname === "/readyz";
  const allowed = open || request.headers.authorization === `Bearer ${key}`;
  const reply = allowed
    ? replyTo(url, body)
    : { status: 401, error: { code: "unauthorized", message: "the key is not known" } };
  response.writeHead(reply.status ?? (reply.error === undefined ? 200 : 404), {
    "content-type": reply.raw === undefined ? "application/json" : "text/html",
  });
  response.end(reply.raw ?? JSON.stringify(envelope(reply, url)));
}

function envelope(reply: Reply, url: URL): unknown {
  if (reply.error !== undefined) return { error: reply.error };
  const meta: Record<string, unknown> = {
    asOf: new Date(asOfMs).toISOString(),
    timezone: "Asia/Ho_Chi_Minh",
    revision: 7,
  };
  for (const side of ["from", "to"]) {
    const value = url.searchParams.get(side);
    if (value !== null) meta[side] = value;
  }
  return { data: reply.data, meta };
}

function replyTo(url: URL, body: string): Reply {
  if (url.pathname === "/readyz") return { data: { ready: true, engine: "embedded", records: "embedded" } };
  if (url.pathname === "/healthz") return { data: { alive: true } };
  const path = url.pathname.replace(/^\/api\/v1\//, "");
  const [list = "", id] = path.split("/").map(decodeURIComponent);
  if (list === "maintenance" && (id !== undefined || body !== "")) return { data: province.maintenance[0] };
  if (path === "uptime/groups") return { data: province.groups };
  if (id !== undefined) return list === "inventory" ? inventory(id, body) : detail(list, id);
  const lists: Record<string, unknown> = {
    status: province.status,
    units: province.units,
    sites: province.sites,
    links: province.links,
    devices: province.devices,
    services: province.services,
    video: province.video,
    racks: province.racks,
    agents: province.agents,
    uptime: province.uptime,
    maintenance: province.maintenance,
    query: province.series,
  };
  const data = lists[list];
  return data === undefined ? { status: 404, raw: "<h1>not here</h1>" } : { data };
}

function detail(list: string, id: string): Reply {
  const rows = {
    units: province.units.map((row) => ({ ...row, ...province.shown, members: [] })),
    links: province.linkDetails,
    devices: province.devices.map((row) => ({ ...row, ...province.shown, ...province.device })),
    services: province.services.map((row) => ({ ...row, ...province.shown })),
    video: province.video.map((row) => ({ ...row, ...province.shown })),
    racks: province.racks.map((row) => ({
      ...row,
      ...province.shown,
      members: province.devices.map(
        ({ kind, id, name, class: state, sinceMs, lastResultMs, discovered }) => ({
          ...{ kind, id, name, class: state, sinceMs, lastResultMs, discovered },
        }),
      ),
      mounted: [{ u: 40, id: "core-sw-1", name: "=Chuyển mạch lõi" }],
    })),
  };
  const found = Object.entries(rows)
    .find(([name]) => name === list)?.[1]
    .find((row) => row.id === id);
  if (found !== undefined) return { data: found };
  return { error: { code: "not_found", message: `there is no ${list} ${id}` } };
}

function inventory(verb: string, body: string): Reply {
  if (body.includes("broken")) {
    const fault = {
      file: "links.yaml",
      line: 3,
      column: 5,
      path: "links[0].carier",
      message: "carier is not a known key here",
      mend: "did you mean carrier?",
      rule: "unknown_key",
      values: { key: "carier", nearest: "carrier" },
    };
    const error = {
      code: "inventory_invalid",
      message: "the inventory has a fault",
      details: { faults: [fault] },
    };
    return { status: 400, error };
  }
  const counts = { unit: 2, site: 1, link: 1, device: 0, service: 0, video: 0, rack: 0, heartbeat: 0 };
  const change = { added: ["link/co-to-1"], changed: [], removed: ["device/old"], counts };
  return { data: verb === "apply" ? { ...change, revision: 4 } : change };
}
