import {
  newTokenSchema,
  revokedTokenSchema,
  tokenRequestSchema,
  tokenRowSchema,
} from "@haidang/contract/token.ts";
import { z } from "zod";
import type { TokenDeed } from "../auth/tokens.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";
import { refuseStrangeUnit } from "./users.ts";

/** Credentials of programs: Telegraf sends with one, Grafana reads with one. */
export function tokenRoutes(app: Services): Route[] {
  const { tokens } = app;
  return [
    route({
      method: "POST",
      url: "/api/v1/tokens",
      summary: "Makes a token; the answer is the only place it is ever shown.",
      access: "admin",
      body: tokenRequestSchema,
      response: newTokenSchema,
      handle(call) {
        refuseStrangeUnit(app, call.body.under);
        return tokens.create(call.body, deedOf(call));
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/tokens",
      summary: "Tokens, without their secrets.",
      access: "admin",
      response: z.array(tokenRowSchema),
      handle: ({ nowMs }) => tokens.list(nowMs),
    }),
    route({
      method: "POST",
      url: "/api/v1/tokens/:id/revoke",
      summary: "Revokes a token; it is refused from then on.",
      access: "admin",
      response: revokedTokenSchema,
      handle(call) {
        const { id, name } = tokens.revoke(call.params["id"] ?? "", deedOf(call));
        return { id, name };
      },
    }),
  ];
}

/** A token made by a token acts for whoever made that one. */
function deedOf({ caller, actor, nowMs }: Call<unknown, unknown>): TokenDeed {
  if (caller === undefined || caller.role === "agent") return { by: actor, owner: null, nowMs };
  return { by: actor, owner: caller.role === "token" ? caller.token.owner : caller.user, nowMs };
}
