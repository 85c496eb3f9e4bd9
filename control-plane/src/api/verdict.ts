import { type Subject, subjectSchema } from "@haidang/contract/alert.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey } from "@haidang/contract/object.ts";
import { type Verdict, verdictQuerySchema, verdictSchema } from "@haidang/contract/verdict.ts";
import { silentAfterMs } from "../fleet/fleet.ts";
import type { Sight } from "../inventory/sight.ts";
import { isSilent } from "../query/agents.ts";
import { type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
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
      handle({ query, nowMs, sight }) {
        const subject = subjectOf(query.subject);
        if (!isSeen(app, sight, subject)) throw unknown(subject);
        const startsMs = query.from === undefined ? silentSince(app, subject, nowMs) : Date.parse(query.from);
        const endsMs = query.to === undefined ? null : Date.parse(query.to);
        if (startsMs > nowMs || (endsMs !== null && endsMs <= startsMs)) {
          throw new HaidangError("usage", "an outage begins in the past, and ends after it began", {
            hint: "give from and to as the outage has them",
          });
        }
        const verdict = app.investigator.verdict(subject, startsMs, endsMs, nowMs);
        return sight.unit === null ? verdict : partOf(verdict, (where) => isSeen(app, sight, where));
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

function unknown({ kind, id }: Subject): HaidangError {
  return new HaidangError("not_found", `there is no ${kind} ${JSON.stringify(id)}`, {
    hint: `haidang ${kind} list shows them`,
  });
}

function isSeen(app: Services, sight: Sight, { kind, id }: Subject): boolean {
  if (kind === "system") return sight.unit === null;
  const seen = seenBy(app, sight);
  if (kind === "agent") return seen.agents().some((agent) => agent.id === id);
  return seen.world().objects.has(objectKey({ kind, id }));
}

/** The cause is the same for everybody; lines that name what is beyond somebody's sight are left out. */
function partOf(verdict: Verdict, sees: (where: Subject) => boolean): Verdict {
  const { upstream, evidence, ...rest } = verdict;
  return {
    ...rest,
    ...(upstream !== undefined && sees(upstream) ? { upstream } : {}),
    evidence: evidence.filter(
      ({ subject, values }) =>
        (subject === undefined || sees(subject)) &&
        values["names"] === undefined &&
        values["count"] === undefined,
    ),
  };
}

/** Since when it is silent; refused for what is not. */
function silentSince(app: Services, subject: Subject, nowMs: number): number {
  const { kind, id } = subject;
  let sinceMs: number | null | undefined;
  if (kind === "agent") {
    const agent = app.agents().find((one) => one.id === id);
    if (agent === undefined) throw unknown(subject);
    sinceMs = isSilent(agent, silentAfterMs, nowMs) ? agent.lastSeenMs : undefined;
  } else if (kind !== "system") {
    const status = app.engine.status(objectKey({ kind, id }));
    if (status === undefined) throw unknown(subject);
    sinceMs = status.class === "down" ? status.sinceMs : undefined;
  }
  if (typeof sinceMs === "number") return sinceMs;
  throw new HaidangError("conflict", `${kind} ${JSON.stringify(id)} is not silent now`, {
    hint: "with from and to it tells of an outage that is over",
  });
}
