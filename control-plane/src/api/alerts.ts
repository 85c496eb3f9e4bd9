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
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

type Asked = Pick<Services, "incidents" | "world" | "agents">;

/** What fires, and whether anybody is told of it. */
export function alertRoutes(app: Asked): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/alerts",
      summary: "Alerts that fire, worst first; with all=true also what is over, newest first.",
      access: "viewer",
      query: alertQuerySchema,
      response: z.array(alertSchema),
      handle: ({ query }) => app.incidents.alerts(query),
    }),
    route({
      method: "GET",
      url: "/api/v1/muted",
      summary: "Whether a subject is muted, by what and until when.",
      access: "viewer",
      query: mutedQuerySchema,
      response: mutedSchema,
      handle({ query: { subject }, nowMs }) {
        const mutes = app.incidents.muted(subject, nowMs);
        const ends = mutes.map(({ untilMs }) => untilMs);
        return {
          subject,
          name: nameOf(app, subject),
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
