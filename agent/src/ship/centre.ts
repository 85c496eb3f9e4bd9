import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { clockHeaders } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Exchange } from "../self/clock.ts";
import { findAnchors, leastTlsVersion, tlsFault } from "../trust/anchor.ts";

export interface CentreRequest {
  method: "GET" | "POST";
  /** Below the origin, e.g. `/api/v1/ingest`. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
  /** For all of it: name, connection, request and answer. A half-open connection ends here. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Largest answer taken, bytes. */
  maxBytes?: number;
}

export interface CentreAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The control plane as an agent sees it. Rejects when there was no whole answer; never for a status. */
export interface Centre {
  readonly url: string;
  /** Sent as `Authorization: Bearer` with everything from now on. */
  useToken(token: string): void;
  /** Only servers with one of these keys are spoken to from now on. */
  trust(pins: readonly string[]): void;
  request(request: CentreRequest): Promise<CentreAnswer>;
  close(): void;
}

const smallAnswerBytes = 64 * 1024;

/** Idle connections are kept this long: longer than the usual wait between two batches. */
const keepAliveMs = 30_000;

/** With `trusted` pins only a server with one of these keys is spoken to; without, one that a known authority vouches for. `onExchange` is told the four time stamps of each answer that has them, before the answer itself is given. */
export function connectCentre(
  url: string,
  onExchange: (exchange: Exchange) => void = () => undefined,
  trusted: readonly string[] = [],
): Centre {
  const origin = new URL(url);
  const secure = origin.protocol === "https:";
  const options = { keepAlive: true, keepAliveMsecs: keepAliveMs, maxSockets: 4, maxFreeSockets: 2 };
  const plainPool = secure ? undefined : new HttpAgent(options);
  let securePool: HttpsAgent | undefined;
  let pins = trusted;
  const send = secure ? httpsRequest : httpRequest;
  const base = origin.pathname.replace(/\/+$/, "");
  let token: string | undefined;

  /** Connections of it are made only to a server that passes. */
  async function openPool(signal: AbortSignal): Promise<HttpAgent> {
    if (plainPool !== undefined) return plainPool;
    if (securePool !== undefined) return securePool;
    const anchors = pins.length === 0 ? undefined : await findAnchors(origin, pins, signal);
    securePool ??= new HttpsAgent({
      ...options,
      minVersion: leastTlsVersion,
      rejectUnauthorized: true,
      ...(anchors === undefined ? {} : { ca: anchors, allowPartialTrustChain: true }),
    });
    return securePool;
  }

  /** So that the next connection looks anew for a key that is trusted: the one shown may have been changed. */
  function forgetPool(): void {
    securePool?.destroy();
    securePool = undefined;
  }

  const attempt = async (request: CentreRequest, signal: AbortSignal): Promise<CentreAnswer> => {
    const pool = await openPool(signal);
    try {
      return await exchange(request, signal, pool);
    } catch (error) {
      if (tlsFault(error) === undefined) throw error;
      forgetPool();
      if (pins.length === 0) throw error;
      // nothing of it was sent yet, and the next key may be in use since
      return exchange(request, signal, await openPool(signal));
    }
  };

  const exchange = (request: CentreRequest, signal: AbortSignal, pool: HttpAgent): Promise<CentreAnswer> =>
    new Promise((resolve, reject) => {
      let sentAtMs = performance.now();
      const outgoing = send(
        new URL(base + request.path, origin),
        { method: request.method, agent: pool, signal, headers: headersOf(request, token) },
        (incoming) => {
          const stamps = centreStamps(incoming.headers);
          if (stamps !== undefined) onExchange({ sentAtMs, answeredAtMs: performance.now(), ...stamps });
          readBody(incoming, request.maxBytes ?? smallAnswerBytes).then(
            (body) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
            reject,
          );
        },
      );
      outgoing.on("socket", (socket) => {
        // making the connection is no part of the way the request takes
        if (socket.connecting) {
          socket.once(secure ? "secureConnect" : "connect", () => {
            sentAtMs = performance.now();
          });
        }
      });
      outgoing.on("error", (error) => reject(outgoing.reusedSocket ? new StaleSocket(error) : error));
      outgoing.end(request.body);
    });

  return {
    url,
    useToken: (next) => {
      token = next;
    },
    async request(request) {
      const deadline = AbortSignal.timeout(request.timeoutMs);
      const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
      try {
        return await attempt(request, signal).catch((error: unknown) => {
          // the centre closed an idle connection just as we used it: no fault of the line, so once more at once
          if (!(error instanceof StaleSocket) || signal.aborted) throw error;
          return attempt(request, signal);
        });
      } catch (error) {
        if (error instanceof HaidangError) throw error;
        throw unreachable(
          url,
          error,
          deadline.aborted ? `no answer within ${request.timeoutMs / 1000} s` : undefined,
        );
      }
    },
    trust(next) {
      if (JSON.stringify(next) === JSON.stringify(pins)) return;
      pins = next;
      forgetPool();
    },
    close() {
      plainPool?.destroy();
      forgetPool();
    },
  };
}

function centreStamps(headers: IncomingHttpHeaders) {
  const stamp = (name: string): number => {
    const text = headers[name];
    return typeof text === "string" && /^\d{12,14}$/.test(text) ? Number(text) : Number.NaN;
  };
  const centreReceivedMs = stamp(clockHeaders.received);
  const centreSentMs = stamp(clockHeaders.sent);
  return Number.isFinite(centreReceivedMs + centreSentMs) ? { centreReceivedMs, centreSentMs } : undefined;
}

class StaleSocket extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

function headersOf(request: CentreRequest, token: string | undefined): Record<string, string | number> {
  return {
    ...request.headers,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(request.body === undefined ? {} : { "content-length": Buffer.byteLength(request.body) }),
  };
}

/** Rejects for an answer that is too long or breaks off. */
async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function unreachable(url: string, error: unknown, why?: string): HaidangError {
  const cause = error instanceof StaleSocket ? error.cause : error;
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const text = why ?? tlsFault(cause) ?? (cause instanceof Error ? cause.message || code : String(cause));
  return new HaidangError("unreachable", `${url} cannot be reached: ${text}.`, {
    hint: "Check the network, and that the control plane runs at this address.",
    details: text,
    cause,
  });
}
