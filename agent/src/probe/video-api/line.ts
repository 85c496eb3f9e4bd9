import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import { deviceText } from "@haidang/contract/text.ts";
import manifest from "../../../package.json" with { type: "json" };
import { codeOf, networkFault } from "../network-fault.ts";
import { type ApiAnswer, ApiFault, type ApiRequest } from "./video-api.ts";

/** The whole status of a codec is some 200 kB; its parts are much less. */
const maxAnswerBytes = 1024 * 1024;

export interface LineEnd {
  /** As written in the inventory: what a certificate has to name where none is pinned. */
  address: string;
  ip: string;
  port: number;
  /** SHA-256 of the certificate that is taken, 64 hexadecimal digits in small letters. */
  fingerprint?: string | undefined;
}

/** Requests to one point, one after another on one connection: these devices have few to give. */
export interface Line {
  /** Rejects with `ApiFault` alone: for an aborted signal with `timeout`. */
  ask(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>;
  close(): void;
}

/** Nothing is sent, and no password above all, before the point has shown who it is. */
export function openLine(end: LineEnd): Line {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = (_options, done) => {
    shakeHands(end).then(
      (socket) => done?.(null, socket),
      // a socket is asked for by the type, and none is there
      (error: Error) => done?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  const opened = new Set<Socket>();
  async function shakeHands(to: LineEnd): Promise<TLSSocket> {
    return await connectTrusted(to, (socket) => opened.add(socket));
  }
  return {
    ask: (request, signal) => send(agent, end, request, signal),
    close() {
      agent.destroy();
      for (const socket of opened) socket.destroy();
    },
  };
}

/** Endpoints of fifteen years ago speak nothing newer than TLS 1.0; who they are is known by their certificate. */
function connectTrusted(
  { address, ip, port, fingerprint }: LineEnd,
  opened: (socket: Socket) => void,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connectTls({
    host: ip,
    port,
    rejectUnauthorized: false,
    minVersion: "TLSv1",
    ciphers: "DEFAULT:@SECLEVEL=0",
    servername: isIP(address) === 0 ? address : "",
    checkServerIdentity: (_host, certificate) => checkServerIdentity(address, certificate),
  });
  opened(socket);
  socket.once("secureConnect", () => {
    const doubt = doubtOf(socket, fingerprint);
    if (doubt === undefined) return resolve(socket);
    socket.destroy();
    reject(doubt);
  });
  socket.on("error", reject);
  socket.once("close", () =>
    reject(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" })),
  );
  return promise;
}

/** Why a point is not to be trusted with a password, with the fingerprint to write down where it is the point's own. */
function doubtOf(socket: TLSSocket, fingerprint: string | undefined): ApiFault | undefined {
  const shown = socket.getPeerX509Certificate()?.fingerprint256 ?? "";
  if (fingerprint === undefined) {
    return socket.authorized ? undefined : new ApiFault("certificate_unknown", `fingerprint: ${shown}`);
  }
  const isSame = shown.replaceAll(":", "").toLowerCase() === fingerprint;
  return isSame
    ? undefined
    : new ApiFault("certificate_unknown", `another certificate than expected; fingerprint: ${shown}`);
}

function send(agent: Agent, end: LineEnd, asked: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const body = asked.body ?? "";
  const request = httpRequest({
    agent,
    host: end.ip,
    port: end.port,
    method: asked.method,
    path: asked.path,
    headers: {
      host: hostHeader(end),
      "user-agent": `haidang/${manifest.version}`,
      "accept-encoding": "identity",
      ...(asked.method === "POST" ? { "content-length": Buffer.byteLength(body) } : {}),
      ...asked.headers,
    },
  });
  let head: Pick<ApiAnswer, "status" | "cookies"> | undefined;
  const fail = (fault: ApiFault) => {
    if (head !== undefined && head.cookies.length > 0) resolve({ ...head, body: "", fault });
    else reject(fault);
    request.destroy();
  };
  // a request that has no connection yet keeps its end to itself until there is one
  const giveUp = () => fail(new ApiFault("timeout", `tcp/${end.port}`));
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  const forget = () => signal.removeEventListener("abort", giveUp);
  promise.then(forget, forget);
  request.on("error", (error: NodeJS.ErrnoException) => {
    // the point closed the connection just when it was used again
    const isStale = request.reusedSocket && head === undefined && codeOf(error) === "ECONNRESET";
    if (isStale && asked.isOnce !== true && !signal.aborted) {
      send(agent, end, asked, signal).then(resolve, reject);
    } else fail(faultOf(error, end));
  });
  request.once("response", (response) => {
    const { statusCode: status = 0 } = response;
    const cookies = cookiesOf(response);
    head = { status, cookies };
    readBody(response).then(
      (text) => resolve({ status, cookies, body: text }),
      (error: NodeJS.ErrnoException) => fail(faultOf(error, end)),
    );
  });
  request.once("upgrade", (_response, socket) => {
    socket.destroy();
    fail(new ApiFault("malformed_answer", "the server switched the protocol"));
  });
  request.end(body === "" ? undefined : body);
  return promise;
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) {
      throw new ApiFault("malformed_answer", `an answer of more than ${maxAnswerBytes} bytes`);
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}

function cookiesOf({ headers }: IncomingMessage): string[] {
  return (headers["set-cookie"] ?? []).flatMap((line) => {
    const pair = line.split(";", 1)[0]?.trim() ?? "";
    return /^[\x21-\x3a\x3c-\x7e]{3,4096}$/.test(pair) && pair.includes("=") ? [pair] : [];
  });
}

function hostHeader({ address, port }: LineEnd): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return port === 443 ? host : `${host}:${port}`;
}

function faultOf(error: NodeJS.ErrnoException, { port }: LineEnd): ApiFault {
  if (error instanceof ApiFault) return error;
  const code = codeOf(error);
  if (code === "ECONNRESET" || code === "EPIPE") return new ApiFault("refused", `${code} tcp/${port}`);
  const known = networkFault(error);
  if (known?.reason === "timeout") return new ApiFault("timeout", `tcp/${port}`);
  if (known?.reason !== undefined) {
    return new ApiFault(
      known.reason,
      `${code} tcp/${port}`,
      known.outcome === "cannot" ? "cannot" : "failed",
    );
  }
  return new ApiFault(
    "malformed_answer",
    deviceText(code === "" ? error.message : `${error.message} (${code})`),
  );
}
