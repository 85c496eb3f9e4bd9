import {
  alertQuerySchema,
  alertSchema,
  mutedQuerySchema,
  mutedSchema,
  type Subject,
  subjectKey,
} from "@haidang/contract/alert.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { seenAlerts, seenMutes } from "./incident-sight.ts";
import { type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
import type { Services } from "./services.ts";

type Asked = Pick<Services, "world" | "agents">;

/** So many are looked through for somebody who sees only a part. */
const mostSearched = 10_000;

/** What fires, and whether anybody is told of it. */
export function alertRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/alerts",
      summary: "Alerts that fire, worst first; with all=true also what is over, newest first.",
      access: "viewer",
      query: alertQuerySchema,
      response: z.array(alertSchema),
      handle: ({ query, sight }) => {
        const limit = sight.unit === null ? query.limit : mostSearched;
        return seenAlerts(app, sight, app.incidents.alerts({ ...query, limit })).slice(0, query.limit);
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/muted",
      summary: "Whether a subject is muted, by what and until when.",
      access: "viewer",
      query: mutedQuerySchema,
      response: mutedSchema,
      handle({ query: { subject }, nowMs, sight }) {
        const name = nameOf(seenBy(app, sight), subject);
        const mutes = seenMutes(app, sight, app.incidents.muted(subject, nowMs));
        const ends = mutes.map(({ untilMs }) => untilMs);
        return {
          subject,
          name,
          muted: mutes.length > 0,
          mutes,
          untilMs: ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map(Number)),
        };
      },
    }),
  ];
}

function nameOf({ world, agents }: Asked, subject: Subject): string {
  if (subject.kind === "system") return subject.id;
  const found =
    subject.kind === "agent"
      ? agents().find(({ id }) => id === subject.id)?.hostName
      : [...world().objects.values()].find(({ key }) => key === subjectKey(subject))?.name;
  if (found !== undefined) return found;
  throw new HaidangError("not_found", `there is no ${subject.kind} ${JSON.stringify(subject.id)}`, {
    hint: `haidang ${subject.kind} list shows them`,
  });
}
