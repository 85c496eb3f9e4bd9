import { HaidangError } from "@haidang/contract/error.ts";
import {
  acknowledgeSchema,
  assignSchema,
  incidentDetailSchema,
  incidentQuerySchema,
  incidentSchema,
  noteSchema,
  overruleRequestSchema,
  resolveSchema,
} from "@haidang/contract/incident.ts";
import { z } from "zod";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Incidents, and what people do about them. */
export function incidentRoutes({ incidents }: Pick<Services, "incidents">): Route[] {
  const url = "/api/v1/incidents";
  const act = (verb: string, summary: string) =>
    ({
      method: "POST",
      url: `${url}/:id/${verb}`,
      summary,
      access: "operator",
      response: incidentSchema,
    }) as const;
  const idOf = (params: Readonly<Record<string, string>>) => params["id"] ?? "";
  return [
    route({
      method: "GET",
      url,
      summary: "Incidents that are not resolved, worst and newest first; with state=all every one.",
      access: "viewer",
      query: incidentQuerySchema,
      response: z.array(incidentSchema),
      handle: ({ query }) => incidents.list(query),
    }),
    route({
      method: "GET",
      url: `${url}/:id`,
      summary: "One incident with its timeline, its alerts and the evidence of its verdict.",
      access: "viewer",
      response: incidentDetailSchema,
      handle({ params }) {
        const found = incidents.show(idOf(params));
        if (found !== undefined) return found;
        throw new HaidangError(
          "not_found",
          `there is no incident ${JSON.stringify(idOf(params).slice(0, 40))}`,
          {
            hint: "haidang incident list --state all shows them",
          },
        );
      },
    }),
    route({
      ...act("acknowledge", "Says that the caller acts; nobody else is escalated to."),
      body: acknowledgeSchema,
      handle: ({ params, body, actor, nowMs }) =>
        incidents.acknowledge(idOf(params), body.note, { by: actor, nowMs }),
    }),
    route({
      ...act("unacknowledge", "Says that nobody acts after all."),
      body: acknowledgeSchema,
      handle: ({ params, body, actor, nowMs }) =>
        incidents.unacknowledge(idOf(params), body.note, { by: actor, nowMs }),
    }),
    route({
      ...act("assign", "Names who is to act."),
      body: assignSchema,
      handle: ({ params, body, actor, nowMs }) =>
        incidents.assign(idOf(params), body.to, { by: actor, nowMs }),
    }),
    route({
      ...act("note", "Writes a line into the timeline."),
      body: noteSchema,
      handle: ({ params, body, actor, nowMs }) =>
        incidents.note(idOf(params), body.text, { by: actor, nowMs }),
    }),
    route({
      ...act("overrule", "Says what it was; the verdict that was worked out is kept beside it."),
      body: overruleRequestSchema,
      handle: ({ params, body, actor, nowMs }) =>
        incidents.overrule(idOf(params), body, { by: actor, nowMs }),
    }),
    route({
      ...act("resolve", "Ends what no measurement will end; refused while something measured still fails."),
      body: resolveSchema,
      handle: ({ params, body, actor, nowMs }) =>
        incidents.resolve(idOf(params), body.note, { by: actor, nowMs }),
    }),
  ];
}
