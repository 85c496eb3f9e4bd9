import { HaidangError } from "@haidang/contract/error.ts";
import {
  acknowledgeSchema,
  assignSchema,
  type Incident,
  incidentDetailSchema,
  incidentQuerySchema,
  incidentSchema,
  noteSchema,
  overruleRequestSchema,
  resolveSchema,
} from "@haidang/contract/incident.ts";
import { z } from "zod";
import { seenIncident, seesIncident } from "./incident-sight.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

type Acted = Pick<Call<unknown, unknown>, "params" | "sight" | "actor" | "nowMs">;

/** So many of the open ones are looked through for somebody who sees only a part. */
const mostSearched = 10_000;

/** Incidents, and what people do about them. */
export function incidentRoutes(app: Services): Route[] {
  const { incidents } = app;
  const url = "/api/v1/incidents";
  const act = (verb: string, summary: string) =>
    ({
      method: "POST",
      url: `${url}/:id/${verb}`,
      summary,
      access: "operator",
      response: incidentSchema,
    }) as const;
  /** The incident of a call, if it is there for the caller. */
  const idOf = ({ params, sight }: Acted): string => {
    const id = params["id"] ?? "";
    const found = app.records.incidents.get(id);
    if (found !== undefined && seesIncident(app, sight, found)) return id;
    throw noIncident(id);
  };
  const actingOf = ({ actor, nowMs }: Acted) => ({ by: actor, nowMs });
  const shown = ({ sight }: Acted, incident: Incident) => seenIncident(app, sight, incident);
  return [
    route({
      method: "GET",
      url,
      summary: "Incidents that are not resolved, worst and newest first; with state=all every one.",
      access: "viewer",
      query: incidentQuerySchema,
      response: z.array(incidentSchema),
      handle: ({ query, sight }) =>
        incidents
          .list({ ...query, limit: sight.unit === null ? query.limit : mostSearched })
          .filter((incident) => seesIncident(app, sight, incident))
          .slice(0, query.limit)
          .map((incident) => seenIncident(app, sight, incident)),
    }),
    route({
      method: "GET",
      url: `${url}/:id`,
      summary: "One incident with its timeline, its alerts and the evidence of its verdict.",
      access: "viewer",
      response: incidentDetailSchema,
      handle(call) {
        const found = incidents.show(idOf(call));
        if (found === undefined) throw noIncident(idOf(call));
        return seenIncident(app, call.sight, found);
      },
    }),
    route({
      ...act("acknowledge", "Says that the caller acts; nobody else is escalated to."),
      body: acknowledgeSchema,
      handle: (call) => shown(call, incidents.acknowledge(idOf(call), call.body.note, actingOf(call))),
    }),
    route({
      ...act("unacknowledge", "Says that nobody acts after all."),
      body: acknowledgeSchema,
      handle: (call) => shown(call, incidents.unacknowledge(idOf(call), call.body.note, actingOf(call))),
    }),
    route({
      ...act("assign", "Names who is to act."),
      body: assignSchema,
      handle: (call) => shown(call, incidents.assign(idOf(call), call.body.to, actingOf(call))),
    }),
    route({
      ...act("note", "Writes a line into the timeline."),
      body: noteSchema,
      handle: (call) => shown(call, incidents.note(idOf(call), call.body.text, actingOf(call))),
    }),
    route({
      ...act("overrule", "Says what it was; the verdict that was worked out is kept beside it."),
      body: overruleRequestSchema,
      handle: (call) => shown(call, incidents.overrule(idOf(call), call.body, actingOf(call))),
    }),
    route({
      ...act("resolve", "Ends what no measurement will end; refused while something measured still fails."),
      body: resolveSchema,
      handle: (call) => shown(call, incidents.resolve(idOf(call), call.body.note, actingOf(call))),
    }),
  ];
}

function noIncident(id: string): HaidangError {
  return new HaidangError("not_found", `there is no incident ${JSON.stringify(id.slice(0, 40))}`, {
    hint: "haidang incident list --state all shows them",
  });
}
