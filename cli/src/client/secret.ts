import type { Envelope } from "@haidang/contract/api.ts";
import {
  removedSecretSchema,
  rotatedKeySchema,
  type SecretRow,
  secretRowSchema,
} from "@haidang/contract/secret.ts";
import { z } from "zod";
import { actOn } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

const path = (name: string) => `secrets/${encodeURIComponent(name)}`;

export function listSecrets(server: Server): Promise<Envelope<SecretRow[]>> {
  return ask(server, "secrets", z.array(secretRowSchema));
}

export function setSecret(server: Server, name: string, value: string): Promise<Envelope<SecretRow>> {
  return ask(server, path(name), secretRowSchema, { method: "POST", body: { value } });
}

export function removeSecret(server: Server, name: string): Promise<Envelope<{ name: string }>> {
  return actOn(server, name, {
    kind: "secret",
    list: async () =>
      (await listSecrets(server)).data.map((secret) => ({ id: secret.name, name: secret.name })),
    act: (one) => ask(server, `${path(one)}/remove`, removedSecretSchema, { method: "POST" }),
  });
}

export function rotateVaultKey(server: Server): Promise<Envelope<{ secrets: number }>> {
  return ask(server, "vault/rotate-key", rotatedKeySchema, { method: "POST" });
}
