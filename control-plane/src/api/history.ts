import { uptimeQuerySchema, uptimeSchema } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey } from "@haidang/contract/object.ts";
import { revisionQuerySchema, revisionSchema } from "@haidang/contract/revision.ts";
import { uptimeOptionsSchema } from "@haidang/contract/uptime.ts";
import { z } from "zod";
import { readInstant, readPeriod } from "../query/period.ts";
import { revisionsOf } from "../query/revisions.ts";
import { memoryOf, past, uptimeOf } from "../query/uptime.ts";
import { memoryAt } from "../state/memory.ts";
import type { Period } from "../state/timeline.ts";
import { type Route, route } from "./route.ts";
import { Answer } from "./server.ts";
import type { Services } from "./services.ts";

/** Revisions of one answer. */
const mostRevisions = 1000;

/** What was, from the ledger. */
export function historyRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/uptime",
      summary: "Uptime of objects over a period, from the ledger.",
      access: "read",
      query: uptimeQuerySchema,
      response: uptimeSchema,
      handle({ query: { from, to, kind, id, under, carrier, level, ...asked }, nowMs }) {
        const knownMs = asked.asKnownAt === undefined ? undefined : readKnown(asked.asKnownAt, nowMs);
        const memory =
          knownMs === undefined
            ? memoryOf(app)
            : memoryAt(app.records, app.deployment.worldAt(knownMs), knownMs);
        const options = uptimeOptionsSchema.parse({
          ...asked,
          asKnownAt: knownMs === undefined ? null : new Date(knownMs).toISOString(),
        });
        const thenMs = knownMs ?? nowMs;
        const period = past(readPeriod(from, to), thenMs);
        const filter = { kind, id, under, carrier, level };
        const rows = uptimeOf(memory, { filter, period, nowMs: thenMs, options });
        return new Answer(rows, { ...meta(period), options });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/revisions",
      summary: "What was said otherwise of an object's past, or its members', and why; newest first.",
      access: "admin",
      query: revisionQuerySchema,
      response: z.array(revisionSchema),
      handle({ query: { kind, id, from, to } }) {
        const object = app.world().objects.get(objectKey({ kind, id }));
        if (object === undefined) {
          throw new HaidangError("not_found", `there is no ${kind} ${JSON.stringify(id)}`, {
            hint: `haidang ${kind} list shows them`,
          });
        }
        const period = readPeriod(from, to);
        return new Answer(revisionsOf(app, object, period, mostRevisions), meta(period));
      },
    }),
  ];
}

/** The future is known by nobody. */
function readKnown(text: string, nowMs: number): number {
  const knownMs = readInstant(text, "asKnownAt");
  if (knownMs <= nowMs) return knownMs;
  throw new HaidangError("usage", "asKnownAt lies in the future", { hint: "give a time already past" });
}

function meta({ fromMs, toMs }: Period): Record<string, string> {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
