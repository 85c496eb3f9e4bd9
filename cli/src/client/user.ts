import type { Envelope } from "@haidang/contract/api.ts";
import {
  type NewUser,
  type PasswordLink,
  passwordLinkSchema,
  type SecondFactorPolicy,
  secondFactorPolicySchema,
  type UserChange,
  type UserRow,
  userRowSchema,
} from "@haidang/contract/user.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

const pathOf = (id: string, verb: string): string => `users/${encodeURIComponent(id)}/${verb}`;

export function listUsers(server: Server): Promise<Envelope<UserRow[]>> {
  return ask(server, "users", z.array(userRowSchema));
}

export function showUser(server: Server, id: string): Promise<Envelope<UserRow>> {
  return ask(server, `users/${encodeURIComponent(id)}`, userRowSchema);
}

export function createUser(server: Server, body: NewUser): Promise<Envelope<PasswordLink>> {
  return ask(server, "users", passwordLinkSchema, { method: "POST", body });
}

export function changeUser(server: Server, id: string, body: UserChange): Promise<Envelope<UserRow>> {
  return ask(server, pathOf(id, "change"), userRowSchema, { method: "POST", body });
}

export function resetPassword(
  server: Server,
  id: string,
  secondFactor: boolean,
): Promise<Envelope<PasswordLink>> {
  const body = { secondFactor };
  return ask(server, pathOf(id, "reset-password"), passwordLinkSchema, { method: "POST", body });
}

export function removeUser(server: Server, id: string): Promise<Envelope<UserRow>> {
  return ask(server, pathOf(id, "remove"), userRowSchema, { method: "POST" });
}

export function secondFactorPolicy(server: Server): Promise<Envelope<SecondFactorPolicy>> {
  return ask(server, "second-factor", secondFactorPolicySchema);
}

export function requireSecondFactor(
  server: Server,
  body: SecondFactorPolicy,
): Promise<Envelope<SecondFactorPolicy>> {
  return ask(server, "second-factor", secondFactorPolicySchema, { method: "POST", body });
}
