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
import { actOn, findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

const pathOf = (id: string, verb: string): string => `users/${encodeURIComponent(id)}/${verb}`;

export function listUsers(server: Server): Promise<Envelope<UserRow[]>> {
  return ask(server, "users", z.array(userRowSchema));
}

const names = async (server: Server) => (await listUsers(server)).data;

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showUser(server: Server, name: string): Promise<Envelope<UserRow>> {
  return findObject(server, name, {
    kind: "user",
    list: () => names(server),
    show: (id) => ask(server, `users/${encodeURIComponent(id)}`, userRowSchema),
  });
}

/** Something done to one user; a wrong id is answered with those most like it. */
const act = <T>(server: Server, id: string, on: (id: string) => Promise<T>): Promise<T> =>
  actOn(server, id, { kind: "user", list: () => names(server), act: on });

export function createUser(server: Server, body: NewUser): Promise<Envelope<PasswordLink>> {
  return ask(server, "users", passwordLinkSchema, { method: "POST", body });
}

export function changeUser(server: Server, id: string, body: UserChange): Promise<Envelope<UserRow>> {
  return act(server, id, (one) =>
    ask(server, pathOf(one, "change"), userRowSchema, { method: "POST", body }),
  );
}

export function resetPassword(
  server: Server,
  id: string,
  secondFactor: boolean,
): Promise<Envelope<PasswordLink>> {
  const body = { secondFactor };
  return act(server, id, (one) =>
    ask(server, pathOf(one, "reset-password"), passwordLinkSchema, { method: "POST", body }),
  );
}

export function removeUser(server: Server, id: string): Promise<Envelope<UserRow>> {
  return act(server, id, (one) => ask(server, pathOf(one, "remove"), userRowSchema, { method: "POST" }));
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
