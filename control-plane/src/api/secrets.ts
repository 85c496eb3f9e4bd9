import { HaidangError } from "@haidang/contract/error.ts";
import { idSchema } from "@haidang/contract/naming.ts";
import {
  removedSecretSchema,
  rotatedKeySchema,
  secretRowSchema,
  secretValueSchema,
} from "@haidang/contract/secret.ts";
import { z } from "zod";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Secrets go in and never come out: no answer of these has one. */
export function secretRoutes({ secrets }: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/secrets",
      summary: "Names of secrets, when and by whom each was set, and what uses it.",
      access: "admin",
      response: z.array(secretRowSchema),
      handle: () => secrets.list(),
    }),
    route({
      method: "POST",
      url: "/api/v1/secrets/:name",
      summary: "Sets a secret or replaces it.",
      access: "admin",
      body: secretValueSchema,
      response: secretRowSchema,
      handle({ params, body, actor, nowMs }) {
        const name = readName(params["name"]);
        secrets.put(name, body.value, { actor, nowMs });
        return secrets.list().find((row) => row.name === name);
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/secrets/:name/remove",
      summary: "Forgets a secret that nothing uses.",
      access: "admin",
      response: removedSecretSchema,
      handle({ params, actor, nowMs }) {
        const name = readName(params["name"]);
        secrets.remove(name, { actor, nowMs });
        return { name };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/vault/rotate-key",
      summary: "Makes a new key, seals all that is sealed with it, and gives the old one up.",
      access: "admin",
      response: rotatedKeySchema,
      handle: ({ actor, nowMs }) => secrets.rotateKey({ actor, nowMs }),
    }),
  ];
}

function readName(text: string | undefined): string {
  const name = idSchema.safeParse(text);
  if (name.success) return name.data;
  throw new HaidangError("usage", `the name of the secret is not usable: ${name.error.issues[0]?.message}`);
}
