import {
  newTokenSchema,
  revokedTokenSchema,
  tokenRequestSchema,
  tokenRowSchema,
} from "@haidang/contract/token.ts";
import { z } from "zod";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Credentials of programs: Telegraf sends with one, Grafana reads with one. */
export function tokenRoutes({ tokens }: Services): Route[] {
  return [
    route({
      method: "POST",
      url: "/api/v1/tokens",
      summary: "Makes a token; the answer is the only place it is ever shown.",
      access: "admin",
      body: tokenRequestSchema,
      response: newTokenSchema,
      handle: ({ body, nowMs }) => tokens.create(body, nowMs),
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
      handle({ params, nowMs }) {
        const { id, name } = tokens.revoke(params["id"] ?? "", nowMs);
        return { id, name };
      },
    }),
  ];
}
