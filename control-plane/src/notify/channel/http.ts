import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { deviceText } from "@haidang/contract/text.ts";
import { connectAllowed, type EgressRules } from "../egress.ts";
import type { Delivered, Undelivered } from "./channel.ts";
import { undelivered } from "./outcome.ts";

export interface HttpRequest {
  url: string;
  method: "POST" | "GET";
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  /** At most 64 KiB; hostile. */
  text: string;
}

const deadlineMs = 10_000;
const mostAnswerBytes = 64 * 1024;

/**
 * One request on a connection of its own to an address that was checked. Redirects are not followed: they could lead
 * within. Rejects with the error of the network, `EgressRefused`, TimeoutError or AbortError.
 */
export async function exchange(
  { url, method, headers, body }: HttpRequest,
  { allowed, signal }: { allowed: EgressRules; signal: AbortSignal },
): Promise<HttpAnswer> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const place = new URL(url);
  const isTls = place.protocol === "https:";
  const host = place.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = place.port === "" ? (isTls ? 443 : 80) : Number(place.port);
  const socket = await connectAllowed({ host, port }, allowed, bounded);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const serverName = isIP(host) === 0 ? { servername: host } : {};
    const request = (isTls ? httpsRequest : httpRequest)(place, {
      method,
      agent: false,
      signal: bounded,
      headers: { "user-agent": "haidang", ...headers, "content-length": Buffer.byteLength(body) },
      createConnection: () => (isTls ? connectTls({ socket, host, ...serverName }) : socket),
    });
    request.on("error", (error) => reject(bounded.aborted ? bounded.reason : error));
    request.on("response", (response) => {
      readText(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        (error: unknown) => reject(bounded.aborted ? bounded.reason : error),
      );
    });
    request.end(body);
    return await promise;
  } finally {
    socket.destroy();
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.byteLength;
    // the beginning tells enough
    if (bytes >= mostAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostAnswerBytes).toString("utf8");
}

/** A status other than 2xx as an outcome; undefined for 2xx. `said` is what the receiver says of it. */
export function statusFault(
  where: string,
  answer: HttpAnswer,
  nowMs: number,
  said: string = answer.text,
): Undelivered | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const detail = `${where} answered ${status}: ${deviceText(said, 200)}`;
  if (status >= 300 && status < 400) {
    return undelivered(
      "rejected",
      `${where} answered ${status}: redirects are not followed, name the last URL`,
    );
  }
  if (status === 401 || status === 403) return undelivered("credentials", detail);
  if (status === 408) return undelivered("timeout", detail);
  const retryAfterMs = retryAfter(answer.headers["retry-after"], nowMs);
  const later = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 425 || status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    return undelivered("limited", detail, later);
  }
  if (status >= 500) return undelivered("server_fault", detail, later);
  return undelivered(status < 200 ? "malformed_answer" : "rejected", detail);
}

const longestWaitMs = 24 * 3_600_000;

/** Seconds or a date (RFC 9110 §10.2.3), as ms from now, at most a day. */
export function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const waitMs = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), longestWaitMs) : undefined;
}

/** Where a request goes, as it may be shown: paths and queries of gateways hold keys. */
export function shown(url: string): string {
  return new URL(url).origin;
}

/** `detail` without the secrets a request held, whatever the receiver repeats of it. */
export function withoutSecrets(outcome: Delivered, secrets: readonly string[]): Delivered {
  if (outcome.detail === undefined) return outcome;
  const detail = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((text, secret) => text.replaceAll(secret, "…"), outcome.detail);
  return { ...outcome, detail };
}
