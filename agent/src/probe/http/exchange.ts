import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { deviceText } from "@haidang/contract/text.ts";

/** Phases of one request, ms, each from the start of that phase; a phase not reached is absent. */
export interface Phases {
  dnsMs?: number;
  connectMs?: number;
  tlsMs?: number;
  firstByteMs?: number;
  totalMs?: number;
}

/** What one request brought. `statusCode` is absent when no answer began, `error` when it came to its end. */
export interface Exchange {
  phases: Phases;
  statusCode?: number;
  /** At most `maxBodyBytes`. */
  body: Buffer;
  /** Only where any certificate was taken. */
  certificate?: SeenCertificate;
  error?: NodeJS.ErrnoException;
}

/** Of a server that was asked without trusting it. */
export interface SeenCertificate {
  /** The first name it is for: of its subject alternative names, else its common name; hostile. */
  name: string;
  /** `ok`, or OpenSSL's name of what is wrong with the chain or the name. */
  chain: string;
}

/** Reading a body stops here; the rest is of no interest. */
export const maxBodyBytes = 64 * 1024;

/** Devices sign their own certificates, and old ones speak nothing newer; nothing secret is asked or sent. */
const anyCertificate = {
  rejectUnauthorized: false,
  minVersion: "TLSv1",
  ciphers: "DEFAULT:@SECLEVEL=0",
} as const;

/**
 * One GET on a connection of its own. Redirects are not followed: the status is the answer. Never rejects; an
 * aborted signal ends it with an `AbortError`.
 */
export function exchange(
  url: string,
  options: { userAgent: string; signal: AbortSignal; anyCertificate?: boolean },
): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>();
  const clock = phaseClock();
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  const request = send(url, {
    agent: false,
    signal: options.signal,
    ...(options.anyCertificate === true ? anyCertificate : {}),
    headers: {
      "user-agent": options.userAgent,
      accept: "*/*",
      "accept-encoding": "identity",
      connection: "close",
    },
  });
  let statusCode: number | undefined;
  let certificate: SeenCertificate | undefined;
  const chunks: Buffer[] = [];
  const finish = (error?: NodeJS.ErrnoException) => {
    clock.end();
    resolve({
      phases: clock.phases,
      ...(statusCode === undefined ? {} : { statusCode }),
      body: Buffer.concat(chunks).subarray(0, maxBodyBytes),
      ...(certificate === undefined ? {} : { certificate }),
      ...(error === undefined ? {} : { error }),
    });
    request.destroy();
  };
  request.once("socket", (socket) => {
    timeConnection(socket, clock);
    if (options.anyCertificate !== true) return;
    socket.once("secureConnect", () => {
      certificate = seenCertificate(socket);
    });
  });
  // Also keeps errors after the end from being unhandled.
  request.on("error", finish);
  request.once("response", (response) => {
    statusCode = response.statusCode;
    clock.mark("firstByteMs");
    readBody(response, chunks, finish);
  });
  ignoreSwitches(request);
  request.end();
  return promise;
}

function seenCertificate(socket: Socket): SeenCertificate | undefined {
  const seen = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (!(socket instanceof TLSSocket) || seen === undefined) return undefined;
  const names = [/(?:^|, )DNS:([^,]+)/.exec(seen.subjectAltName ?? ""), /^CN=(.+)$/m.exec(seen.subject)];
  // Node's types say Error, its code puts the name of the fault there
  const fault: unknown = socket.authorizationError;
  return {
    name: deviceText(names.find((match) => match !== null)?.[1] ?? "", 120),
    chain: socket.authorized ? "ok" : deviceText(fault instanceof Error ? fault.message : String(fault)),
  };
}

function readBody(
  response: IncomingMessage,
  chunks: Buffer[],
  finish: (error?: NodeJS.ErrnoException) => void,
): void {
  let length = 0;
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxBodyBytes) finish();
  });
  response.once("end", () => finish());
  response.on("error", finish);
}

/** An answer that changes the protocol is no answer to a GET; without a listener the socket would stay. */
function ignoreSwitches(request: ClientRequest): void {
  request.once("upgrade", (_response, socket) =>
    socket.destroy(new Error("the server switched the protocol")),
  );
}

interface PhaseClock {
  phases: Phases;
  /** Ends the phase that runs and starts the next. */
  mark(phase: keyof Phases): void;
  end(): void;
}

function phaseClock(): PhaseClock {
  const phases: Phases = {};
  const startedAt = performance.now();
  let phaseAt = startedAt;
  const since = (from: number) => Math.round(1000 * (performance.now() - from)) / 1000;
  return {
    phases,
    mark(phase) {
      phases[phase] = since(phaseAt);
      phaseAt = performance.now();
    },
    end() {
      phases.totalMs ??= since(startedAt);
    },
  };
}

function timeConnection(socket: Socket, clock: PhaseClock): void {
  socket.once("lookup", () => clock.mark("dnsMs"));
  socket.once("connect", () => clock.mark("connectMs"));
  socket.once("secureConnect", () => clock.mark("tlsMs"));
}
