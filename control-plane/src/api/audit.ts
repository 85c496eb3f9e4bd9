import {
  auditEntrySchema,
  auditQuerySchema,
  auditVerdictSchema,
  auditVerifyQuerySchema,
} from "@haidang/contract/audit.ts";
import { z } from "zod";
import { readInstant } from "../query/period.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Who did what, when and from where. */
export function auditRoutes({ records }: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/audit",
      summary: "What was done, newest first: changes and sign-ins, with what was before and after.",
      access: "admin",
      query: auditQuerySchema,
      response: z.array(auditEntrySchema),
      handle: ({ query: { since, actor, object, action, limit } }) =>
        records.audit.find({
          ...{ actor, object, action, limit },
          sinceMs: since === undefined ? undefined : readInstant(since, "since"),
        }),
    }),
    route({
      method: "GET",
      url: "/api/v1/audit/verify",
      summary: "Goes over the chain of hashes and names the first entry that is missing or altered.",
      access: "admin",
      query: auditVerifyQuerySchema,
      response: auditVerdictSchema,
      handle: ({ query: { head } }) => records.audit.verify(head),
    }),
  ];
}
