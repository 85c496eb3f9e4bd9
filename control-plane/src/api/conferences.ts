import {
  type ConferenceRow,
  conferenceCancelSchema,
  conferenceDetailSchema,
  conferenceQualitySchema,
  conferenceQuerySchema,
  conferenceRequestSchema,
  conferenceRowSchema,
  readinessQuerySchema,
  readinessSchema,
} from "@haidang/contract/conference.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { sees } from "../inventory/sight.ts";
import { reachOfMeeting, refuseBeyondSight, seenReadiness, seenRuns } from "./conference-sight.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

type Asked = Pick<Call<unknown, unknown>, "params" | "sight" | "actor" | "nowMs">;

/** Meetings with video points: planned, judged, and what they were like. */
export function conferenceRoutes(app: Services): Route[] {
  const { conferences } = app;
  const url = "/api/v1/conferences";
  /** The meeting of a call, if it is there for the caller. */
  const idOf = ({ params, sight, nowMs }: Asked): string => {
    const id = params["id"] ?? "";
    const found = conferences.show(id, nowMs);
    if (sight.unit === null || reachOfMeeting(app, sight, found).seen > 0) return id;
    throw new HaidangError("not_found", `there is no conference ${JSON.stringify(id.slice(0, 40))}`, {
      hint: "haidang conference list --all shows them",
    });
  };
  const actingOn = (call: Asked): string => {
    const id = idOf(call);
    refuseBeyondSight(app, call.sight, conferences.show(id, call.nowMs));
    return id;
  };
  const actingOf = ({ actor, nowMs }: Asked) => ({ by: actor, nowMs });
  const rowFor = <R extends ConferenceRow>(row: R, { sight }: Pick<Asked, "sight">): R => {
    if (sight.unit === null) return row;
    const [last = null] = row.last === null ? [] : seenRuns(app, sight, row.id, [row.last]);
    return { ...row, last, count: reachOfMeeting(app, sight, row).seen };
  };
  return [
    route({
      method: "GET",
      url,
      summary: "Meetings that run or are to come, soonest first; with all=true also those over or cancelled.",
      access: "viewer",
      query: conferenceQuerySchema,
      response: z.array(conferenceRowSchema),
      handle: ({ query, sight, nowMs }) =>
        conferences
          .list(query.all ?? false, nowMs)
          .filter((row) => sight.unit === null || reachOfMeeting(app, sight, row).seen > 0)
          .map((row) => rowFor(row, { sight })),
    }),
    route({
      method: "POST",
      url,
      summary: "Plans a meeting; its points are judged the evening before, an hour before and while it runs.",
      access: "operator",
      body: conferenceRequestSchema,
      response: conferenceRowSchema,
      handle(call) {
        refuseBeyondSight(app, call.sight, call.body);
        return conferences.add(call.body, actingOf(call));
      },
    }),
    route({
      method: "GET",
      url: `${url}/:id`,
      summary: "One meeting with the runs that were kept of how ready it was.",
      access: "viewer",
      response: conferenceDetailSchema,
      handle(call) {
        const detail = conferences.show(idOf(call), call.nowMs);
        return { ...rowFor(detail, call), runs: seenRuns(app, call.sight, detail.id, detail.runs) };
      },
    }),
    route({
      method: "POST",
      url: `${url}/:id/cancel`,
      summary: "Cancels a meeting: nobody is told of it any more.",
      access: "operator",
      body: conferenceCancelSchema,
      response: conferenceRowSchema,
      handle: (call) => rowFor(conferences.cancel(actingOn(call), call.body.reason, actingOf(call)), call),
    }),
    route({
      method: "GET",
      url: `${url}/:id/readiness`,
      summary: "How ready each point is now, or was by a run that was kept, grouped by cause.",
      access: "viewer",
      query: readinessQuerySchema,
      response: readinessSchema,
      async handle(call) {
        const { run } = call.query;
        const id = idOf(call);
        const readiness =
          run === undefined ? await conferences.readiness(id, actingOf(call)) : conferences.keptRun(id, run);
        return seenReadiness(app, call.sight, readiness);
      },
    }),
    route({
      method: "POST",
      url: `${url}/:id/readiness`,
      summary: "Judges each point now and keeps the run, to compare later ones with.",
      access: "operator",
      response: readinessSchema,
      async handle(call) {
        const readiness = await conferences.keepRun(actingOn(call), "manual", actingOf(call));
        return seenReadiness(app, call.sight, readiness);
      },
    }),
    route({
      method: "GET",
      url: `${url}/:id/quality`,
      summary: "What a meeting was like at each point: minutes good, poor, lost and not measured.",
      access: "viewer",
      response: conferenceQualitySchema,
      async handle(call) {
        const quality = await conferences.quality(idOf(call), call.nowMs);
        const points = quality.points.filter(
          ({ id }) => call.sight.unit === null || sees(app.world(), call.sight, `video/${id}`),
        );
        return { ...quality, points };
      },
    }),
  ];
}
