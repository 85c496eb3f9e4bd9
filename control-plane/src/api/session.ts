import { signInSchema } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { sessionLifeMs } from "../auth/auth.ts";
import { sessionCookie } from "./credential.ts";
import { type Route, route } from "./route.ts";

import type { Services } from "./services.ts";

export function sessionRoutes({ auth }: Services): Route[] {
  const url = "/api/v1/session";
  return [
    route({
      method: "GET",
      url,
      summary: "Whether the browser is signed in; 401 when not.",
      access: "admin",
      handle: () => ({ role: "admin" }),
    }),
    route({
      method: "POST",
      url,
      summary: "Signs a browser in with the administrator's key or a single-use code.",
      access: "anyone",
      body: signInSchema,
      handle({ body, address, nowMs, reply }) {
        const cookie = auth.signIn(body, address, nowMs);
        reply.setCookie(sessionCookie, cookie, {
          path: "/",
          httpOnly: true,
          sameSite: "strict",
          maxAge: sessionLifeMs / 1000,
        });
        return { role: "admin" };
      },
    }),
    route({
      method: "DELETE",
      url,
      summary: "Signs the browser out.",
      access: "anyone",
      handle({ request, reply }) {
        const cookie = request.cookies[sessionCookie];
        if (cookie !== undefined) auth.signOut(cookie);
        reply.clearCookie(sessionCookie, { path: "/" });
        return { role: null };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/session-codes",
      summary: "Makes a single-use code that signs a browser in, good for ten minutes.",
      access: "admin",
      handle({ nowMs, request }) {
        if (request.headers.authorization === undefined) {
          throw new HaidangError("forbidden", "a sign-in code is made with the key, not from a browser");
        }
        const { code, expiresMs } = auth.makeCode(nowMs);
        return { code, expiresAt: new Date(expiresMs).toISOString() };
      },
    }),
  ];
}
