import {
  uptimeGroupsQuerySchema,
  uptimeGroupsSchema,
  uptimeQuerySchema,
  uptimeSchema,
} from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey } from "@haidang/contract/object.ts";
import { revisionQuerySchema, revisionSchema } from "@haidang/contract/revision.ts";
import { uptimeOptionsSchema } from "@haidang/contract/uptime.ts";
import { z } from "zod";
import { seenWorld } from "../inventory/sight.ts";
import { uptimeGroups } from "../query/groups.ts";
import { readInstant, readPeriod } from "../query/period.ts";
import { revisionsOf } from "../query/revisions.ts";
import { openStretches } from "../query/tree.ts";
import { past, requireUnit, uptimeOf } from "../query/uptime.ts";
import type { Period } from "../state/timeline.ts";
import { type Call, type Route, route } from "./route.ts";
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
      async handle({ query, nowMs, sight }) {
        const { stretches, filter, period, options } = openUptime(app, query, { nowMs, sight });
        return new Answer(await uptimeOf(stretches, filter, options), { ...meta(period), options });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/uptime/groups",
      summary:
        "Uptime of objects taken together by unit, area, carrier, rack or all: mean, worst and any path.",
      access: "read",
      query: uptimeGroupsQuerySchema,
      response: uptimeGroupsSchema,
      async handle({ query: { by, ...query }, nowMs, sight }) {
        const { stretches, filter, period, options } = openUptime(app, query, { nowMs, sight });
        const rows = await uptimeGroups(stretches, by, filter, options);
        return new Answer(rows, { ...meta(period), options });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/revisions",
      summary: "What was said otherwise of an object's past, or its members', and why; newest first.",
      access: "viewer",
      query: revisionQuerySchema,
      response: z.array(revisionSchema),
      handle({ query: { kind, id, from, to }, sight }) {
        const object = seenWorld(app.world(), sight).objects.get(objectKey({ kind, id }));
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

/** What a question about uptime is of, by its parameters. */
function openUptime(
  app: Services,
  { from, to, kind, id, under, carrier, level, ...asked }: z.infer<typeof uptimeQuerySchema>,
  { nowMs, sight }: Pick<Call<unknown, unknown>, "nowMs" | "sight">,
) {
  const knownMs = asked.asKnownAt === undefined ? undefined : readKnown(asked.asKnownAt, nowMs);
  const treeMs = asked.asOf === undefined ? undefined : readInstant(asked.asOf, "asOf");
  if (treeMs !== undefined && asked.tree === "at-time") {
    throw new HaidangError("usage", "asOf and tree=at-time ask for two different trees", {
      hint: "leave one of them out",
    });
  }
  const { asOf: _, ...counted } = asked;
  const options = uptimeOptionsSchema.parse({
    ...counted,
    treeAsOf: treeMs === undefined ? null : new Date(treeMs).toISOString(),
    asKnownAt: knownMs === undefined ? null : new Date(knownMs).toISOString(),
  });
  const thenMs = knownMs ?? nowMs;
  const period = past(readPeriod(from, to), thenMs);
  // the ledger is read over everything, of which only what is seen is asked for
  const stretches = openStretches(app, period, { nowMs: thenMs, knownMs }, options).map((stretch) => ({
    ...stretch,
    world: seenWorld(stretch.world, sight),
  }));
  requireUnit(
    stretches.map(({ world }) => world),
    under,
  );
  return { stretches, filter: { kind, id, under, carrier, level }, period, options };
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
