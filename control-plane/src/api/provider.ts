import { HaidangError } from "@haidang/contract/error.ts";
import { signInWaysSchema } from "@haidang/contract/user.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Origin } from "../auth/auth.ts";
import type { Person } from "../auth/caller.ts";
import { providedUser } from "../auth/provided-user.ts";
import type { ProviderDoor } from "../auth/provider-door.ts";
import type { Visits } from "../auth/provider-visits.ts";
import { returnPath } from "../config/sign-in-provider.ts";
import { originOf } from "./credential.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

const visitCookie = "haidang_visit";
/** Of the page: it asks how the visit went as soon as it is shown. */
const backOnPage = "/#provider";

/** To the provider and back. What comes of it the page asks for by POST /api/v1/session. */
export function providerRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/session/ways",
      summary: "What can be signed in by besides name, password and key.",
      access: "anyone",
      response: signInWaysSchema,
      handle: () => ({ provider: app.providerDoor?.provider.name ?? null }),
    }),
    route({
      method: "GET",
      url: "/api/v1/session/provider",
      summary: "Sends a browser to the OpenID provider to sign in there.",
      access: "anyone",
      handle: (call) => leave(app, call),
    }),
    route({
      method: "GET",
      url: returnPath,
      summary: "Where the OpenID provider sends a browser back to; the page takes over.",
      access: "anyone",
      handle: (call) => comeBack(app, call),
    }),
  ];
}

async function leave(app: Services, { request, reply, address, nowMs }: Call<unknown, unknown>) {
  const { provider, visits } = doorOf(app);
  const { cookie, visit } = visits.begin(address, nowMs);
  setVisit(request, reply, cookie);
  reply.header("cache-control", "no-store");
  try {
    await reply.redirect((await provider.begin(visit)).href);
  } catch (error) {
    visits.settle(cookie, asKnown(error));
    await reply.redirect(backOnPage);
  }
}

async function comeBack(app: Services, { request, reply, address, nowMs }: Call<unknown, unknown>) {
  const { provider, visits } = doorOf(app);
  const cookie = request.cookies[visitCookie];
  const query = request.url.slice(returnPath.length);
  const state = new URLSearchParams(query).get("state") ?? "";
  const visit = cookie === undefined ? undefined : visits.back(cookie, state, nowMs);
  reply.header("cache-control", "no-store");
  if (cookie === undefined || visit === undefined) app.attempts.wrong(address, nowMs);
  else {
    try {
      visits.settle(cookie, await provider.finish(query, visit));
    } catch (error) {
      visits.settle(cookie, asKnown(error));
    }
  }
  await reply.redirect(backOnPage);
}

/** What a second factor that is missing, wrong or tried too often is answered with. */
const ofCode: ReadonlySet<string> = new Set(["second_factor", "unauthorized", "rate_limited"]);

/** Signs the browser in that came back, or says why not. */
export function signInBack(
  app: Services,
  code: string | undefined,
  { request, reply, nowMs }: Pick<Call<unknown, unknown>, "request" | "reply" | "nowMs">,
): { cookie: string; person: Person } {
  const from: Origin = originOf(request);
  const { grants, visits } = doorOf(app);
  const visit = request.cookies[visitCookie];
  const outcome = visit === undefined ? undefined : visits.outcome(visit, nowMs);
  if (visit === undefined || outcome === undefined) app.auth.refuseStray(from, nowMs);
  try {
    if (outcome instanceof HaidangError) throw outcome;
    const user = providedUser(app.users, outcome, grants, nowMs);
    const opened = app.auth.signInProvided({ user, secondFactor: code }, from, nowMs);
    endVisit(visits, visit, reply);
    return opened;
  } catch (error) {
    const known = asKnown(error);
    // a code that is missing or wrong may be typed again, as often as the limits let it
    if (outcome instanceof HaidangError || !ofCode.has(known.code)) {
      endVisit(visits, visit, reply);
      app.auth.noteRefused("openid-provider", known.message, from, nowMs);
    }
    throw known;
  }
}

function doorOf({ providerDoor }: Services): ProviderDoor {
  if (providerDoor !== undefined) return providerDoor;
  throw new HaidangError("not_found", "no OpenID provider is set up here", {
    hint: "an admin sets HAIDANG_OIDC_ISSUER and what belongs to it",
  });
}

function asKnown(error: unknown): HaidangError {
  if (error instanceof HaidangError) return error;
  return new HaidangError("internal", "the sign-in by the OpenID provider met a fault of ours", {
    cause: error,
  });
}

/** Lax: the browser comes back from another site, and has to bring it. */
function setVisit(request: FastifyRequest, reply: FastifyReply, cookie: string): void {
  const secure = request.protocol === "https";
  reply.setCookie(visitCookie, cookie, { path: "/api/v1/session", httpOnly: true, sameSite: "lax", secure });
}

function endVisit(visits: Visits, cookie: string, reply: FastifyReply): void {
  visits.end(cookie);
  reply.clearCookie(visitCookie, { path: "/api/v1/session" });
}
