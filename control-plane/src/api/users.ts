import { HaidangError } from "@haidang/contract/error.ts";
import {
  newUserSchema,
  passwordLinkSchema,
  passwordResetSchema,
  secondFactorPolicySchema,
  userChangeSchema,
  userRowSchema,
} from "@haidang/contract/user.ts";
import { z } from "zod";
import type { Deed, Link } from "../auth/users.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** People who sign in by name. */
export function userRoutes(app: Services): Route[] {
  const { users } = app;
  const url = "/api/v1/users";
  const idOf = ({ params }: Call<unknown, unknown>) => params["id"] ?? "";
  return [
    route({
      method: "GET",
      url,
      summary: "Users, without anything they sign in with.",
      access: "admin",
      response: z.array(userRowSchema),
      handle: () => users.list(),
    }),
    route({
      method: "GET",
      url: `${url}/:id`,
      summary: "One user.",
      access: "admin",
      response: userRowSchema,
      handle: (call) => users.row(idOf(call)),
    }),
    route({
      method: "POST",
      url,
      summary: "Makes a user; the answer has the code of the link that sets the password.",
      access: "admin",
      body: newUserSchema,
      response: passwordLinkSchema,
      handle(call) {
        refuseStrangeUnit(app, call.body.scope);
        return shown(users.create(call.body, deedOf(call)));
      },
    }),
    route({
      method: "POST",
      url: `${url}/:id/change`,
      summary: "Changes a user; a new role, a new scope or disabling ends all sessions.",
      access: "admin",
      body: userChangeSchema,
      response: userRowSchema,
      handle(call) {
        refuseStrangeUnit(app, call.body.scope);
        return users.change(idOf(call), call.body, deedOf(call));
      },
    }),
    route({
      method: "POST",
      url: `${url}/:id/reset-password`,
      summary: "Voids the password, and on demand the second factor; the answer has the code of a new link.",
      access: "admin",
      body: passwordResetSchema,
      response: passwordLinkSchema,
      handle: (call) => shown(users.resetPassword(idOf(call), call.body, deedOf(call))),
    }),
    route({
      method: "POST",
      url: `${url}/:id/remove`,
      summary: "Removes a user; what he did stays in the audit.",
      access: "admin",
      response: userRowSchema,
      handle: (call) => users.remove(idOf(call), deedOf(call)),
    }),
    route({
      method: "GET",
      url: "/api/v1/second-factor",
      summary: "Roles that have to prove a second factor.",
      access: "admin",
      response: secondFactorPolicySchema,
      handle: () => ({ required: users.secondFactorRoles() }),
    }),
    route({
      method: "POST",
      url: "/api/v1/second-factor",
      summary: "Says which roles have to prove a second factor.",
      access: "admin",
      body: secondFactorPolicySchema,
      response: secondFactorPolicySchema,
      handle(call) {
        users.requireSecondFactor(call.body.required, deedOf(call));
        return { required: users.secondFactorRoles() };
      },
    }),
  ];
}

const deedOf = ({ actor, nowMs }: Call<unknown, unknown>): Deed => ({ by: actor, nowMs });

function shown({ user, code, expiresMs }: Link) {
  return { user, code, expiresAt: new Date(expiresMs).toISOString() };
}

/** Throws `not_found` for a unit that is not in the inventory. */
export function refuseStrangeUnit(app: Services, unit: string | null | undefined): void {
  if (unit === null || unit === undefined || app.world().objects.has(`unit/${unit}`)) return;
  throw new HaidangError("not_found", `there is no unit ${JSON.stringify(unit)}`, {
    hint: "haidang unit list shows them",
  });
}
