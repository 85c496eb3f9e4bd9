import type { Envelope } from "@haidang/contract/api.ts";
import {
  type NewToken,
  newTokenSchema,
  revokedTokenSchema,
  type TokenRequest,
  type TokenRow,
  tokenRowSchema,
} from "@haidang/contract/token.ts";
import { z } from "zod";
import { actOn } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listTokens(server: Server): Promise<Envelope<TokenRow[]>> {
  return ask(server, "tokens", z.array(tokenRowSchema));
}

export function createToken(server: Server, body: TokenRequest): Promise<Envelope<NewToken>> {
  return ask(server, "tokens", newTokenSchema, { method: "POST", body });
}

export function revokeToken(server: Server, id: string): Promise<Envelope<{ id: string; name: string }>> {
  return actOn(server, id, {
    kind: "token",
    list: async () => (await listTokens(server)).data,
    act: (one) =>
      ask(server, `tokens/${encodeURIComponent(one)}/revoke`, revokedTokenSchema, { method: "POST" }),
  });
}
