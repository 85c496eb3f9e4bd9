import { HaidangError } from "@haidang/contract/error.ts";
import {
  changePasswordSchema,
  recoveryCodesSchema,
  secondFactorConfirmSchema,
  secondFactorOfferSchema,
  setPasswordSchema,
  signInSchema,
  type Who,
  whoSchema,
} from "@haidang/contract/user.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sessionLifeMs } from "../auth/auth.ts";
import { type Caller, type Person, roleOf } from "../auth/caller.ts";
import type { UserRecord } from "../store/access-records.ts";
import { originOf, sessionCookie } from "./credential.ts";
import { providerRoutes, signInBack } from "./provider.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

const url = "/api/v1/session";

export function sessionRoutes(app: Services): Route[] {
  return [...signingRoutes(app), ...providerRoutes(app), ...ownRoutes(app)];
}

/** Signing in and out. */
function signingRoutes(app: Services): Route[] {
  const { auth } = app;
  return [
    route({
      method: "GET",
      url,
      summary: "Who is signed in; 401 when nobody is.",
      access: "self",
      response: whoSchema,
      handle: ({ caller }) => whoOf(app, caller),
    }),
    route({
      method: "POST",
      url,
      summary:
        "Signs a browser in: as a user, with the key, with a single-use code, or back from the provider.",
      access: "anyone",
      body: signInSchema,
      response: whoSchema,
      async handle({ body, request, reply, nowMs }) {
        const { cookie, person } =
          "provider" in body
            ? signInBack(app, body.secondFactor, { request, reply, nowMs })
            : await auth.signIn(body, originOf(request), nowMs);
        setCookie(request, reply, cookie);
        return whoOf(app, person);
      },
    }),
    route({
      method: "DELETE",
      url,
      summary: "Signs the browser out.",
      access: "anyone",
      handle({ request, reply, nowMs }) {
        const cookie = request.cookies[sessionCookie];
        if (cookie !== undefined) {
          const caller = auth.recognise({ bearer: undefined, ...originOf(request) }, nowMs);
          const actor = caller === undefined || !("name" in caller) ? "anonymous" : caller.name;
          app.records.audit.append({
            ...{ atMs: nowMs, actor, action: "session.close", object: "session", detail: "" },
          });
          auth.signOut(cookie);
        }
        reply.clearCookie(sessionCookie, { path: "/" });
        return { role: null };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/session-codes",
      summary: "Makes a single-use code that signs a browser in, good for ten minutes.",
      access: "admin",
      handle({ nowMs, caller, request }) {
        const isKey = caller !== undefined && "user" in caller && caller.user === null;
        if (request.headers.authorization === undefined || !isKey) {
          throw new HaidangError("forbidden", "a sign-in code is made with the key, not from a browser");
        }
        const { code, expiresMs } = auth.makeCode(nowMs);
        return { code, expiresAt: new Date(expiresMs).toISOString() };
      },
    }),
    route({
      method: "POST",
      url: `${url}/password`,
      summary: "Sets a password by the code of a single-use link; signing in comes after.",
      access: "anyone",
      body: setPasswordSchema,
      async handle({ body, request, nowMs }) {
        return { user: await auth.setPassword(body, originOf(request), nowMs) };
      },
    }),
  ];
}

/** What somebody signed in changes about himself. */
function ownRoutes(app: Services): Route[] {
  const { auth, secondFactor } = app;
  return [
    route({
      method: "POST",
      url: `${url}/password/change`,
      summary: "Sets another password; all other sessions end.",
      access: "user",
      body: changePasswordSchema,
      response: whoSchema,
      async handle(call) {
        const { id } = userOf(app, call);
        await auth.changePassword(id, call.body, originOf(call.request), call.nowMs);
        setCookie(call.request, call.reply, auth.renew(id, call.nowMs));
        return whoOf(app, call.caller);
      },
    }),
    route({
      method: "POST",
      url: `${url}/second-factor`,
      summary: "A new seed for an authenticator; it counts once a code of it is confirmed.",
      access: "user",
      response: secondFactorOfferSchema,
      handle: (call) => secondFactor.offer(userOf(app, call)),
    }),
    route({
      method: "POST",
      url: `${url}/second-factor/confirm`,
      summary: "Puts the second factor in force and shows its recovery codes, once; all other sessions end.",
      access: "user",
      body: secondFactorConfirmSchema,
      response: recoveryCodesSchema,
      handle(call) {
        const { body, request, reply, nowMs } = call;
        const user = userOf(app, call);
        const what = "the code is not accepted";
        const recoveryCodes = auth.judge({ user: user.id, what }, originOf(request), nowMs, () =>
          secondFactor.confirm(user, body.code, nowMs),
        );
        app.records.sessions.removeOf(user.id);
        app.records.audit.append({
          ...{ atMs: nowMs, actor: user.id, action: "second-factor.confirm", object: `user/${user.id}` },
          detail: "",
        });
        setCookie(request, reply, auth.renew(user.id, nowMs));
        return { recoveryCodes };
      },
    }),
  ];
}

function setCookie(request: FastifyRequest, reply: FastifyReply, cookie: string): void {
  reply.setCookie(sessionCookie, cookie, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: request.protocol === "https",
    maxAge: sessionLifeMs / 1000,
  });
}

function whoOf(app: Services, caller: Caller | undefined): Who {
  const role = caller === undefined ? undefined : roleOf(caller);
  if (caller === undefined || role === undefined) {
    throw new HaidangError("unauthorized", "nobody is signed in", { hint: "sign in" });
  }
  if (!isPerson(caller)) {
    const scope = caller.role === "token" ? caller.token.under : null;
    const name = caller.role === "token" ? `token/${caller.token.name}` : "";
    return { role, name, user: null, scope, language: null, secondFactor: "off" };
  }
  const user = caller.user === null ? undefined : app.users.find(caller.user);
  return {
    role,
    name: user?.name ?? caller.name,
    user: caller.user,
    scope: caller.scope,
    language: user?.language ?? null,
    secondFactor: caller.pending ? "needed" : user === undefined || user.totp === null ? "off" : "on",
  };
}

const isPerson = (caller: Caller): caller is Person => caller.role !== "agent" && caller.role !== "token";

/** The user a browser is signed in as; the key and tokens have neither a password nor a second factor. */
function userOf(app: Services, { caller }: Call<unknown, unknown>): UserRecord {
  const user =
    caller === undefined || !isPerson(caller) || caller.user === null
      ? undefined
      : app.users.find(caller.user);
  if (user !== undefined) return user;
  throw new HaidangError("forbidden", "this is for users who signed in by name");
}
