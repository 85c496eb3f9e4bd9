import { HaidangError } from "@haidang/contract/error.ts";
import { mayActAs, type Role } from "@haidang/contract/user.ts";
import type { FastifyRequest } from "fastify";
import type { Credentials, Origin } from "../auth/auth.ts";
import { actorOf, type Caller, roleOf } from "../auth/caller.ts";
import type { Access } from "./route.ts";

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

/** Where somebody who signs in comes from. */
export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, cookie: request.cookies[sessionCookie] };
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

/** Throws for those who may not call. */
export function admit(access: Access, caller: Caller | undefined): void {
  if (access === "anyone") return;
  if (caller === undefined)
    throw new HaidangError("unauthorized", "this needs a credential", { hint: hints[access] });
  if (access === "agent" || access === "enrolled" || caller.role === "agent") {
    if (caller.role === "agent" && (access === "agent" || access === "enrolled")) return;
    throw new HaidangError("forbidden", `this is not for ${caller.role === "agent" ? "agents" : "people"}`);
  }
  if (caller.role === "token" && caller.token.scope === access) return;
  if (access === "ingest") {
    throw new HaidangError("forbidden", "measurements of others come in with a token of scope ingest only", {
      hint: hints.ingest,
    });
  }
  admitPerson(access, caller);
}

function admitPerson(
  access: "self" | "user" | "read" | Role,
  caller: Exclude<Caller, { role: "agent" }>,
): void {
  const role = roleOf(caller);
  if (role === undefined) {
    const scope = caller.role === "token" ? caller.token.scope : caller.role;
    throw new HaidangError("forbidden", `a token of scope ${scope} is not for this`, { hint: hints[access] });
  }
  if (access === "self") return;
  if (access === "user") {
    if (caller.role !== "token" && caller.user !== null) return;
    throw new HaidangError("forbidden", "this is for users who signed in by name");
  }
  if (caller.role !== "token" && caller.pending) {
    throw new HaidangError("forbidden", "a second factor has to be set up first", {
      hint: "sign in on the page, which shows how",
    });
  }
  const needed = access === "read" ? "viewer" : access;
  if (mayActAs(role, needed)) return;
  throw new HaidangError("forbidden", `this needs the role ${needed}, and ${actorOf(caller)} is ${role}`, {
    hint: "an admin gives it with: haidang user set-role <user> <role>",
  });
}

const signIn = "sign in, or send the key in admin.key of the data folder as Authorization: Bearer";
const hints: Readonly<Record<Exclude<Access, "anyone">, string>> = {
  self: signIn,
  user: signIn,
  viewer: signIn,
  operator: signIn,
  admin: signIn,
  enrolled: "agents enrol with a code and send what they were given as Authorization: Bearer",
  agent: "agents enrol with a code and send what they were given as Authorization: Bearer",
  ingest: "make one with: haidang token create --scope ingest, and send it as Authorization: Token",
  read: "make one with: haidang token create --scope read, and send it as Authorization: Bearer",
};
