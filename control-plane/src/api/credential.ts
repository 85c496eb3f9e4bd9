import { HaidangError } from "@haidang/contract/error.ts";
import type { FastifyRequest } from "fastify";
import type { Caller, Credentials } from "../auth/auth.ts";
import { type Access, roles } from "./route.ts";

export const sessionCookie = "haidang_session";

const longestSecret = 200;

/**
 * What a request shows. In the URL (`p` beside `u`, as InfluxDB 1.x takes it) only where measurements come in: URLs are
 * remembered in too many places.
 */
export function credentialsOf(request: FastifyRequest, access: Access): Credentials {
  return {
    bearer: fromHeader(request.headers.authorization) ?? (access === "ingest" ? fromUrl(request) : undefined),
    cookie: request.cookies[sessionCookie],
    address: request.ip,
  };
}

function fromHeader(header: string | undefined): string | undefined {
  const [, scheme = "", value = ""] = /^([A-Za-z]{1,20}) (\S{1,400})$/.exec(header ?? "") ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
    case "token":
      return bounded(value);
    case "basic": {
      const text = Buffer.from(value, "base64").toString("utf8");
      return bounded(text.slice(text.indexOf(":") + 1));
    }
    default:
      return undefined;
  }
}

function fromUrl({ query }: FastifyRequest): string | undefined {
  if (typeof query !== "object" || query === null || !("p" in query)) return undefined;
  return typeof query.p === "string" ? bounded(query.p) : undefined;
}

function bounded(secret: string): string | undefined {
  return secret === "" || secret.length > longestSecret ? undefined : secret;
}

/** The id of the calling agent, empty for everybody else; throws for those who may not call. */
export function admit(access: Access, caller: Caller | undefined): string {
  if (access === "anyone") return "";
  if (caller === undefined)
    throw new HaidangError("unauthorized", "this needs a credential", { hint: hints[access] });
  if (caller.role === "token") {
    if (caller.token.scope === access) return "";
    throw new HaidangError("forbidden", `a token of scope ${caller.token.scope} is not for this`, {
      hint: hints[access],
    });
  }
  if (caller.role === access) return caller.role === "agent" ? caller.agent : "";
  if (caller.role === "admin" && (access === "read" || isOfPeople(access))) return "";
  if (access === "ingest") {
    throw new HaidangError("forbidden", "measurements of others come in with a token of scope ingest only", {
      hint: hints.ingest,
    });
  }
  throw new HaidangError("forbidden", `this is not for ${caller.role === "agent" ? "agents" : "people"}`);
}

const isOfPeople = (access: Access) => roles.some((role) => role === access);

/** The name of who calls; of programs what they were called when they were let in. */
export function actorOf(caller: Caller | undefined): string {
  if (caller === undefined) return "anonymous";
  if (caller.role === "agent") return `agent/${caller.agent}`;
  return caller.role === "token" ? `token/${caller.token.name}` : "admin";
}

const signIn = "sign in, or send the key in admin.key of the data folder as Authorization: Bearer";
const hints: Readonly<Record<Exclude<Access, "anyone">, string>> = {
  viewer: signIn,
  operator: signIn,
  admin: signIn,
  agent: "agents enrol with a code and send what they were given as Authorization: Bearer",
  ingest: "make one with: haidang token create --scope ingest, and send it as Authorization: Token",
  read: "make one with: haidang token create --scope read, and send it as Authorization: Bearer",
};
