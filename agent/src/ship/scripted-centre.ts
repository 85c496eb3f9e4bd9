import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { crc32, zstdDecompressSync } from "node:zlib";
import { batchHeaders, clockHeaders } from "@haidang/contract/agent-protocol.ts";

/** One batch as it arrived. */
export interface Arrived {
  name: string;
  lines: string[];
  authorization: string | undefined;
}

/** `store`: 204. `storeAndReset`: stored, but the answer never arrives whole. A function answers as it likes. */
export type Act =
  | "store"
  | "reset"
  | "storeAndReset"
  | "silence"
  | ((response: ServerResponse, arrived: Arrived) => void);

/** A real HTTP server in the centre's place, for tests: it stores by identity as the contract says. */
export interface ScriptedCentre {
  url: string;
  /** Every batch that arrived whole, in order, stored or not. */
  arrived: Arrived[];
  /** Lines by batch identity; a batch named again is not stored again. */
  stored: Map<string, string[]>;
  /** What happens to the next batches; then the last one for ever. */
  script: Act[];
  /** Called for everything that is not ingest. */
  onRequest: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  points(): string[];
  /** What it tells of the time, UTC ms. */
  now: () => number;
  close(): Promise<void>;
}

export async function startScriptedCentre(port = 0): Promise<ScriptedCentre> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    for (const name of Object.values(clockHeaders)) response.setHeader(name, String(centre.now()));
    request.on("error", () => undefined);
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      if (request.url === "/api/v1/ingest") ingest(centre, request, response, body);
      else centre.onRequest(request, response, body.toString());
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: taken } = server.address() as AddressInfo;
  const centre: ScriptedCentre = {
    url: `http://127.0.0.1:${taken}`,
    arrived: [],
    stored: new Map(),
    script: ["store"],
    onRequest: (_, response) => response.writeHead(404).end(),
    now: Date.now,
    points: () => [...centre.stored.values()].flat(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return centre;
}

function ingest(
  centre: ScriptedCentre,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const raw = zstdDecompressSync(body);
  if (crc32(raw).toString(16).padStart(8, "0") !== request.headers[batchHeaders.crc32]) {
    response.writeHead(400).end(JSON.stringify({ error: { code: "body_corrupt", message: "crc" } }));
    return;
  }
  const arrived: Arrived = {
    name: `${request.headers[batchHeaders.boot]}/${request.headers[batchHeaders.sequence]}`,
    lines: raw.toString().trimEnd().split("\n"),
    authorization: request.headers.authorization,
  };
  centre.arrived.push(arrived);
  const act = (centre.script.length > 1 ? centre.script.shift() : centre.script[0]) ?? "store";
  if (typeof act === "function") {
    act(response, arrived);
    return;
  }
  if (act === "silence") return;
  if (act !== "reset" && !centre.stored.has(arrived.name)) centre.stored.set(arrived.name, arrived.lines);
  if (act === "store") {
    response.writeHead(204).end();
    return;
  }
  // half an answer, then a reset: the agent cannot know whether it was stored
  response.writeHead(200, { "content-length": "100" });
  response.write("half");
  setImmediate(() => request.socket.resetAndDestroy());
}

/** Refuses the lines of a batch that a pattern finds, as the contract says, or stores it when there is none. */
export function refuseLines(centre: ScriptedCentre, bad: RegExp): Act {
  return (response, { name, lines }) => {
    const faults = lines
      .map((line, index) => ({ line: index + 1, message: "field v is not a number", bad: bad.test(line) }))
      .filter((fault) => fault.bad);
    if (faults.length === 0) {
      centre.stored.set(name, lines);
      response.writeHead(204).end();
      return;
    }
    const error = {
      code: "lines_invalid",
      message: "lines are invalid",
      details: { faults: faults.slice(0, 20) },
    };
    response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
  };
}

export function answer(
  status: number,
  headers: Record<string, string> = {},
  error?: { code: string; details?: object },
): Act {
  return (response) => {
    const body =
      error === undefined ? "" : JSON.stringify({ error: { ...error, message: `says ${error.code}` } });
    response.writeHead(status, headers).end(body);
  };
}
