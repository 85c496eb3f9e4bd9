import { HaidangError } from "@haidang/contract/error.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import {
  reportListQuerySchema,
  reportListSchema,
  reportQuerySchema,
  reportRequestSchema,
  reportSchema,
} from "@haidang/contract/report.ts";
import { type Sight, seenWorld } from "../inventory/sight.ts";
import { readInstant, readPeriod } from "../query/period.ts";
import type { Reader } from "../report/content.ts";
import { writeReport } from "../report/write/write.ts";
import { seenIncident, seesIncident } from "./incident-sight.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Reports under a number. */
export function reportRoutes(app: Services): Route[] {
  const url = "/api/v1/reports";
  const sees = (sight: Sight) => (unit: string | null) =>
    sight.unit === null || (unit !== null && seenWorld(app.world(), sight).objects.has(`unit/${unit}`));
  return [
    route({
      method: "GET",
      url,
      summary: "Reports that were made, newest first, and those that make themselves.",
      access: "viewer",
      query: reportListQuerySchema,
      response: reportListSchema,
      handle: ({ query, sight, nowMs }) => ({
        reports: app.reports.list(query.limit, sees(sight)),
        schedules: sight.unit === null ? app.monthly.rows(nowMs) : [],
      }),
    }),
    route({
      method: "POST",
      url,
      summary: "Makes a report and keeps it under a number; one that says the same as the last is that one.",
      access: "operator",
      body: reportRequestSchema,
      response: reportSchema,
      async handle({ body, sight, actor, nowMs }) {
        const { kind, from, to, asKnownAt, ...filter } = body;
        const period = readPeriod(from, to);
        if (period.fromMs >= nowMs) {
          throw new HaidangError("usage", "the period lies in the future", {
            hint: "give a --from already past",
          });
        }
        const knownMs = asKnownAt === undefined ? undefined : readInstant(asKnownAt, "asKnownAt");
        if (knownMs !== undefined && knownMs > nowMs) {
          throw new HaidangError("usage", "asKnownAt lies in the future", {
            hint: "give a time already past",
          });
        }
        const question = { kind, period, filter, knownMs };
        const made = await app.reports.make(question, readerOf(app, sight), { by: actor, nowMs });
        if (made.isNew) {
          app.records.audit.append({
            ...{
              atMs: nowMs,
              actor,
              action: "report.make",
              object: made.head.number,
              detail: made.head.hash,
            },
          });
        }
        return { head: made.head, content: made.content, again: null };
      },
    }),
    route({
      method: "GET",
      url: `${url}/:number`,
      summary: "A report as it was made; as a file in another format, or with what is otherwise now.",
      access: "viewer",
      query: reportQuerySchema,
      response: reportSchema,
      async handle({ params, query, sight, nowMs, reply }) {
        const number = params["number"] ?? "";
        const found = app.reports.get(number, sees(sight));
        if (found === undefined) throw noReport(number);
        if (query.format === "json") {
          const again = query.again ? await app.reports.again(found, readerOf(app, sight), nowMs) : null;
          return { ...found, again };
        }
        const { name, type, bytes } = await writeReport(found, query.format, query.language);
        reply.header("content-type", type).header("content-disposition", `attachment; filename="${name}"`);
        await reply.send(bytes);
        return undefined;
      },
    }),
  ];
}

/** Who asks, as a report has to know him. */
export function readerOf(app: Services, sight: Sight): Reader {
  const see = (incident: Incident) =>
    seesIncident(app, sight, incident) ? seenIncident(app, sight, incident) : undefined;
  return { sight, see };
}

function noReport(number: string): HaidangError {
  return new HaidangError("not_found", `there is no report ${JSON.stringify(number.slice(0, 40))}`, {
    hint: "haidang report list shows them",
  });
}
