import { type Subject, subjectSchema } from "@haidang/contract/alert.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey } from "@haidang/contract/object.ts";
import { verdictQuerySchema, verdictSchema } from "@haidang/contract/verdict.ts";
import { silentAfterMs } from "../fleet/fleet.ts";
import { isSilent } from "../query/agents.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

export function verdictRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/verdict",
      summary: "Why an object or agent is silent, or was from a given time on: cause, confidence, evidence.",
      access: "viewer",
      query: verdictQuerySchema,
      response: verdictSchema,
      handle({ query, nowMs }) {
        const subject = subjectOf(query.subject);
        const startsMs = query.from === undefined ? silentSince(app, subject, nowMs) : Date.parse(query.from);
        const endsMs = query.to === undefined ? null : Date.parse(query.to);
        if (startsMs > nowMs || (endsMs !== null && endsMs <= startsMs)) {
          throw new HaidangError("usage", "an outage begins in the past, and ends after it began", {
            hint: "give from and to as the outage has them",
          });
        }
        return app.investigator.verdict(subject, startsMs, endsMs, nowMs);
      },
    }),
  ];
}

function subjectOf(text: string): Subject {
  const slash = text.indexOf("/");
  const parsed = subjectSchema.safeParse({ kind: text.slice(0, slash), id: text.slice(slash + 1) });
  if (parsed.success) return parsed.data;
  throw new HaidangError("usage", `${JSON.stringify(text)} names nothing that could be silent`, {
    hint: "a subject is written like link/co-to-1 or agent/co-to",
  });
}

/** Since when it is silent; refused for what is not. */
function silentSince(app: Services, { kind, id }: Subject, nowMs: number): number {
  const unknown = () =>
    new HaidangError("not_found", `there is no ${kind} ${JSON.stringify(id)}`, {
      hint: `haidang ${kind} list shows them`,
    });
  let sinceMs: number | null | undefined;
  if (kind === "agent") {
    const agent = app.agents().find((one) => one.id === id);
    if (agent === undefined) throw unknown();
    sinceMs = isSilent(agent, silentAfterMs, nowMs) ? agent.lastSeenMs : undefined;
  } else if (kind !== "system") {
    const status = app.engine.status(objectKey({ kind, id }));
    if (status === undefined) throw unknown();
    sinceMs = status.class === "down" ? status.sinceMs : undefined;
  }
  if (typeof sinceMs === "number") return sinceMs;
  throw new HaidangError("conflict", `${kind} ${JSON.stringify(id)} is not silent now`, {
    hint: "with from and to it tells of an outage that is over",
  });
}
