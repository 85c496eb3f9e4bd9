import { TLSSocket } from "node:tls";
import cookie from "@fastify/cookie";
import { clockHeaders, maxBatchBytes } from "@haidang/contract/agent-protocol.ts";
import { type Envelope, type Meta, timezone } from "@haidang/contract/api.ts";
import { errorCodes, HaidangError } from "@haidang/contract/error.ts";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { type Audited, audited } from "../auth/audit.ts";
import type { Auth } from "../auth/auth.ts";
import { actorOf, type Caller, sightOf } from "../auth/caller.ts";
import type { Tokens } from "../auth/tokens.ts";
import type { Log } from "../self/log.ts";
import type { RecordStore } from "../store/records.ts";
import type { ServerCertificate } from "../tls/certificate.ts";
import { admit, credentialsOf } from "./credential.ts";
import { type ErrorForm, errorBody } from "./error-form.ts";
import { readJson } from "./json-body.ts";
import { listener, type Patience, proxyTest } from "./listener.ts";
import type { Call, Route } from "./route.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    errorForm?: ErrorForm;
  }
  interface FastifyRequest {
    /** Null where anyone may call and nobody is known. */
    caller: Caller | null;
  }
}

/** RFC 6797: a year without plain HTTP for whoever came by TLS once. */
const strictTransport = "max-age=31536000";

/** Nothing from outside, nothing inline: what a device puts into a name can never run. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface ServerOptions {
  log: Log;
  /** Without it plain HTTP is spoken. */
  certificate: ServerCertificate | undefined;
  /** Addresses of proxies whose word on who calls is taken. */
  trustedProxies: readonly string[];
  patience?: Patience;
}

/** A server without routes yet: limits, headers, error form. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { log, certificate, trustedProxies, patience } = options;
  const isProxy = proxyTest(trustedProxies);
  const server = Fastify({
    logger: false,
    bodyLimit: maxBatchBytes,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    trustProxy: isProxy,
    serverFactory: (handler) => listener(handler, certificate, patience),
  });
  await server.register(cookie);
  server.decorateRequest("caller", null);
  server.removeContentTypeParser("application/json");
  server.addContentTypeParser(
    "application/json",
    { parseAs: "string" },
    async (_request: FastifyRequest, body: string) => readJson(body),
  );
  server.addContentTypeParser(
    ["application/octet-stream", "text/plain"],
    { parseAs: "buffer", bodyLimit: maxBatchBytes },
    (_request, body, done) => done(null, body),
  );
  server.addHook("onRequest", async (request, reply) => {
    reply.header("content-security-policy", contentSecurityPolicy);
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
    reply.header("cross-origin-opener-policy", "same-origin");
    if (request.protocol === "https") reply.header("strict-transport-security", strictTransport);
    refuseForeignHost(request, isProxy);
  });
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
  return server;
}

/**
 * On loopback a page of another site could reach us through a name it points here (DNS rebinding); under TLS it has no
 * certificate for that name, and a proxy serves the names it was told to. And a browser says where a request that
 * changes something comes from.
 */
function refuseForeignHost(request: FastifyRequest, isProxy: (address: string) => boolean): void {
  const { socket } = request.raw;
  const isVouchedFor = socket instanceof TLSSocket || isProxy(socket.remoteAddress ?? "");
  const name = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (!isVouchedFor && !["127.0.0.1", "localhost", "[::1]"].includes(name)) {
    throw new HaidangError("forbidden", "this address serves only this machine by its loopback names", {
      hint: "open it as http://127.0.0.1:8700",
    });
  }
  const { origin } = request.headers;
  if (
    request.method !== "GET" &&
    origin !== undefined &&
    origin !== `${request.protocol}://${request.host}`
  ) {
    throw new HaidangError("forbidden", "the request comes from a page of another site");
  }
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const known = error instanceof HaidangError ? error : translate(error);
  if (known.code === "internal") {
    log("error", "a request failed", {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  const retryAfterS =
    known.code === "store_unavailable" || known.code === "shutting_down" ? 5 : retryAfterOf(known.details);
  if (retryAfterS !== undefined) reply.header("retry-after", String(retryAfterS));
  return reply
    .status(errorCodes[known.code] || 500)
    .send(errorBody(known, request.routeOptions.config.errorForm));
}

function retryAfterOf(details: unknown): number | undefined {
  const seconds =
    typeof details === "object" && details !== null && "retryAfterS" in details
      ? details.retryAfterS
      : undefined;
  return typeof seconds === "number" ? seconds : undefined;
}

/** Fastify's own refusals in our form; everything else is a fault of ours, told without its inner words. */
function translate(error: unknown): HaidangError {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  const message = error instanceof Error ? error.message : "";
  if (status === 413) {
    return new HaidangError("body_too_large", `the body is larger than ${maxBatchBytes} bytes`, {
      hint: "send it in smaller parts",
    });
  }
  if (status === 400 || status === 415)
    return new HaidangError("body_invalid", `the request cannot be read: ${message}`);
  return new HaidangError("internal", "the control plane met a fault of its own", {
    hint: "its log has the details; please report them",
    cause: error,
  });
}

export interface Door {
  auth: Auth;
  tokens: Tokens;
  audit: RecordStore["audit"];
  seen(agent: string, nowMs: number): void;
  /** Throws for an agent that waits for approval or was revoked. */
  requireActive(agent: string): void;
  now(): number;
}

/** Puts the table of routes on the server, behind its access control. */
export function addRoutes(server: FastifyInstance, routes: readonly Route[], door: Door): void {
  tellTime(server, door.now);
  for (const entry of routes) if (entry.anyBody !== true) addRoute(server, entry, door);
  server.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const entry of routes) if (entry.anyBody === true) addRoute(inner, entry, door);
  });
}

function addRoute(server: FastifyInstance, entry: Route, door: Door): void {
  const { method, url, access, errorForm } = entry;
  server.route({
    method,
    url,
    ...(errorForm === undefined ? {} : { config: { errorForm } }),
    // Who may not call is not read to the end.
    onRequest: async (request) => {
      const nowMs = door.now();
      const caller = door.auth.identify(credentialsOf(request, access), nowMs);
      admit(access, caller);
      request.caller = caller ?? null;
      if (caller?.role === "agent") {
        door.seen(caller.agent, nowMs);
        if (access === "agent") door.requireActive(caller.agent);
      }
      if (caller?.role === "token") door.tokens.spend(caller.token, nowMs);
    },
    handler: async (request, reply) => {
      const nowMs = door.now();
      const caller = request.caller ?? undefined;
      // while its body came in it may have been revoked
      if (caller?.role === "agent" && access === "agent") door.requireActive(caller.agent);
      const call: Call<unknown, unknown> = {
        query: request.query,
        body: request.body,
        params: paramsOf(request),
        agent: caller?.role === "agent" ? caller.agent : "",
        actor: actorOf(caller),
        caller,
        sight: sightOf(caller),
        address: request.ip,
        nowMs,
        request,
        reply,
      };
      const data = await (changes(entry) ? handleAudited(entry, call, door) : entry.handle(call));
      return data === undefined || reply.sent ? reply : envelope(data, nowMs);
    },
  });
}

/** What programs send is measurements, which the stores keep; what people bring about is for the audit. */
function changes({ method, access, reads }: Route): boolean {
  return (
    method !== "GET" &&
    reads !== true &&
    access !== "agent" &&
    access !== "enrolled" &&
    access !== "ingest" &&
    access !== "read"
  );
}

/** A route that changes something leaves an entry even where it does not write one of its own. */
async function handleAudited(entry: Route, call: Call<unknown, unknown>, door: Door): Promise<unknown> {
  const request: Audited = { address: call.address, entries: 0 };
  return audited(request, async () => {
    const data = await entry.handle(call);
    if (request.entries === 0) {
      const object = Object.values(call.params).join("/").slice(0, 200);
      const action = `${entry.method} ${entry.url}`;
      door.audit.append({ atMs: call.nowMs, actor: call.actor, action, object, detail: "" });
    }
    return data;
  });
}

/** Agents learn from any answer, a refusal too, how far their clocks are off. */
function tellTime(server: FastifyInstance, now: () => number): void {
  const receivedMs = new WeakMap<FastifyRequest, number>();
  server.addHook("onRequest", async (request) => void receivedMs.set(request, now()));
  server.addHook("onSend", async (request, reply) => {
    const sentMs = now();
    reply.header(clockHeaders.received, String(receivedMs.get(request) ?? sentMs));
    reply.header(clockHeaders.sent, String(sentMs));
  });
}

/** Data that brings its own meta (a period) keeps it. */
export class Answer {
  readonly data: unknown;
  readonly meta: Partial<Meta>;
  constructor(data: unknown, meta: Partial<Meta>) {
    this.data = data;
    this.meta = meta;
  }
}

function envelope(data: unknown, nowMs: number): Envelope<unknown> {
  const meta = { asOf: new Date(nowMs).toISOString(), timezone };
  return data instanceof Answer ? { data: data.data, meta: { ...meta, ...data.meta } } : { data, meta };
}

function paramsOf(request: FastifyRequest): Record<string, string> {
  const params = request.params;
  if (typeof params !== "object" || params === null) return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
