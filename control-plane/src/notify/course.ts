import { compareSeverity, severitySchema } from "@haidang/contract/alert.ts";
import type { Incident, IncidentEvent } from "@haidang/contract/incident.ts";
import type { NotificationPurpose, NotifyRoute, NotifyTarget } from "@haidang/contract/notify.ts";
import { sureFromPct } from "@haidang/contract/verdict.ts";
import { z } from "zod";
import { type Gap, type Recipient, recipientsOf, routesOf, sameRecipient } from "./route.ts";
import type { NotifySettings } from "./settings.ts";

/** What of one incident was told to whom, and who is asked next. Kept while the incident is not over. */
export const courseSchema = z.strictObject({
  /** The worst that was told. */
  severity: severitySchema,
  /** A verdict was told that was sure. */
  sure: z.boolean(),
  /** That nobody was told was written down. */
  nobody: z.boolean(),
  /** It did not tell because it was muted when it could have. */
  held: z.boolean(),
  told: z.array(z.strictObject({ channel: z.string(), contact: z.string().nullable(), route: z.string() })),
  /** Routes taken: `step` escalations were told, the next is counted from `anchorMs`; `lastMs` for repetitions. */
  watches: z.array(
    z.strictObject({ route: z.string(), anchorMs: z.number(), step: z.int(), lastMs: z.number() }),
  ),
});
export type Course = z.infer<typeof courseSchema>;
type Watch = Course["watches"][number];

export interface Tell {
  recipient: Recipient;
  purpose: NotificationPurpose;
  route: string;
}

/** What the timeline or the list of notifications shows besides messages. */
export type Note =
  | { kind: "nobody"; why: Gap["why"] | "no_route"; of: string }
  | { kind: "escalated"; route: string; step: number };

export interface Step {
  /** Undefined once nothing is left to tell. */
  course: Course | undefined;
  tells: readonly Tell[];
  notes: readonly Note[];
}

export interface Context {
  settings: NotifySettings;
  nowMs: number;
}

/** Incidents nobody could be told of are tried again so often: a route of working hours may take them by then. */
export const retryNobodyMs = 60_000;

/** Nobody is told of it now. */
const isMuted = (incident: Incident) => incident.mutes.length > 0;
const needsSomebody = (incident: Incident) => incident.state === "open" && !isMuted(incident);

/** What an event of an incident makes people hear. */
export function afterEvent(
  course: Course | undefined,
  { event, incident }: { event: IncidentEvent; incident: Incident },
  context: Context,
): Step {
  switch (event.kind) {
    case "opened":
    case "reopened":
      return begin(fresh(incident), incident, context);
    case "resolved":
      return course === undefined ? nothing(course) : end(course, context);
    case "unmuted":
      return course?.held === true ? begin(course, incident, context) : nothing(course);
    case "severity_changed":
      return course === undefined ? nothing(course) : worsened(course, incident, context);
    case "verdict_changed":
      return course === undefined ? nothing(course) : revised(course, incident);
    case "unacknowledged":
      return nothing(course === undefined ? course : anchored(course, context.nowMs));
    case "digest":
      return course === undefined || isMuted(incident)
        ? nothing(course)
        : { course, tells: toAll(course, "digest"), notes: [] };
    default:
      return nothing(course);
  }
}

/** What time alone makes people hear: escalation, repetition, and a second look at whom nobody was told of. */
export function afterTime(course: Course, incident: Incident, context: Context): Step {
  if (incident.state === "resolved") return nothing(undefined);
  if (!needsSomebody(incident)) return nothing(course);
  if (course.told.length === 0) return begin(course, incident, context);
  const steps = course.watches.map((watch) => watched({ course, incident }, watch, context));
  const told = steps.flatMap(({ tells }) => tells);
  const next = { ...course, watches: steps.map(({ watch }) => watch), told: withTold(course.told, told) };
  return { course: next, tells: once(told), notes: steps.flatMap(({ notes }) => notes) };
}

/** When time alone changes the course next; null when only an event does. */
export function nextOf(course: Course, incident: Incident, context: Context): number | null {
  if (!needsSomebody(incident)) return null;
  if (course.told.length === 0) return context.nowMs + retryNobodyMs;
  const times = course.watches.flatMap((watch) => {
    const route = routeOf(watch.route, context.settings);
    return route === undefined ? [] : [escalationMs(watch, route), repetitionMs(watch, route)];
  });
  const soonest = Math.min(...times.filter((timeMs) => timeMs !== null));
  return Number.isFinite(soonest) ? soonest : null;
}

/**
 * One incident turned out to be part of another: those who were told of it hear of the other, once, and of its end.
 * What they were told is not told again as over.
 */
export function afterMerge(part: Course, whole: Course | undefined, incident: Incident): Step {
  const into = whole ?? fresh(incident);
  const missed = toAll(part, "update").filter(({ recipient }) => !isTold(into, recipient));
  return { course: { ...into, told: withTold(into.told, missed) }, tells: once(missed), notes: [] };
}

/** The next people are asked at once, because those who were asked cannot be reached. */
export function hurried(course: Course, route: string): Course {
  return {
    ...course,
    watches: course.watches.map((watch) => (watch.route === route ? { ...watch, anchorMs: 0 } : watch)),
  };
}

function fresh({ severity, verdict }: Pick<Incident, "severity" | "verdict">): Course {
  return { severity, sure: isSure(verdict), nobody: false, held: false, told: [], watches: [] };
}

/** Takes the routes that match and tells those not told yet. */
function begin(course: Course, incident: Incident, context: Context): Step {
  if (isMuted(incident)) return nothing({ ...course, held: true });
  const known = new Set(course.watches.map(({ route }) => route));
  const routes = routesOf(incident, context.settings, context.nowMs).filter(({ id }) => !known.has(id));
  const begun = routes.map((route) => ({ route, ...firstReached(route, incident, context) }));
  const tells = begun.flatMap((one) => one.tells).filter(({ recipient }) => !isTold(course, recipient));
  const told = withTold(course.told, tells);
  const missing = told.length === 0 ? missingOf(begun) : [];
  const next: Course = {
    ...course,
    severity: incident.severity,
    sure: course.sure || isSure(incident.verdict),
    held: false,
    nobody: course.nobody || missing.length > 0,
    told,
    // a route that reached nobody is taken again, not waited upon
    watches: told.length === 0 ? [] : [...course.watches, ...begun.map(({ watch }) => watch)],
  };
  const gaps = told.length === 0 ? [] : begun.flatMap(({ gaps }) => gaps);
  return { course: next, tells: once(tells), notes: [...gaps, ...(course.nobody ? [] : missing)] };
}

/** The first targets of a route that reach anybody: whoever is missing is passed over to the next at once. */
function firstReached(route: NotifyRoute, incident: Incident, context: Context) {
  const { nowMs } = context;
  const steps: (readonly NotifyTarget[])[] = [route.to, ...route.escalate.map(({ to }) => to)];
  const gaps: Note[] = [];
  for (const [index, to] of steps.entries()) {
    const reached = recipientsOf(to, incident, context);
    gaps.push(...reached.gaps.map((gap): Note => ({ kind: "nobody", ...gap })));
    if (reached.recipients.length === 0) continue;
    const watch: Watch = { route: route.id, anchorMs: nowMs, step: index, lastMs: nowMs };
    const tells = reached.recipients.map(
      (recipient): Tell => ({ recipient, purpose: index === 0 ? "open" : "escalation", route: route.id }),
    );
    const notes: Note[] = index === 0 ? gaps : [...gaps, { kind: "escalated", route: route.id, step: index }];
    return { watch, tells, gaps: notes };
  }
  return {
    watch: { route: route.id, anchorMs: nowMs, step: steps.length - 1, lastMs: nowMs },
    tells: [],
    gaps,
  };
}

function missingOf(begun: readonly { gaps: readonly Note[] }[]): Note[] {
  if (begun.length === 0) return [{ kind: "nobody", why: "no_route", of: "" }];
  return begun.flatMap(({ gaps }) => gaps.slice(0, 1));
}

/** The escalation or repetition of one route that is due. */
function watched(
  { course, incident }: { course: Course; incident: Incident },
  watch: Watch,
  context: Context,
): { watch: Watch; tells: Tell[]; notes: Note[] } {
  const { settings, nowMs } = context;
  const route = routeOf(watch.route, settings);
  if (route === undefined) return { watch, tells: [], notes: [] };
  const escalation = escalationMs(watch, route);
  const step = route.escalate[watch.step];
  if (step !== undefined && escalation !== null && escalation <= nowMs) {
    const { recipients, gaps } = recipientsOf(step.to, incident, context);
    const number = watch.step + 1;
    const notes: Note[] = [
      ...gaps.map((gap): Note => ({ kind: "nobody", ...gap })),
      { kind: "escalated", route: route.id, step: number },
    ];
    const tells = recipients.map(
      (recipient): Tell => ({ recipient, purpose: "escalation", route: route.id }),
    );
    // nobody there: the next step is due at once
    const anchorMs = recipients.length === 0 ? 0 : nowMs;
    return { watch: { ...watch, step: number, anchorMs, lastMs: nowMs }, tells, notes };
  }
  const repetition = repetitionMs(watch, route);
  if (repetition === null || repetition > nowMs) return { watch, tells: [], notes: [] };
  const tells = course.told
    .filter((one) => one.route === route.id)
    .map(
      ({ channel, contact }): Tell => ({
        recipient: { channel, contact },
        purpose: "reminder",
        route: route.id,
      }),
    );
  return { watch: { ...watch, lastMs: nowMs }, tells, notes: [] };
}

/** `afterS` counts from the first telling; `anchorMs` is when the step before was told. */
function escalationMs({ step, anchorMs }: Watch, { escalate }: NotifyRoute): number | null {
  const next = escalate[step];
  if (next === undefined) return null;
  return anchorMs + Math.max(0, next.afterS - (escalate[step - 1]?.afterS ?? 0)) * 1000;
}

function repetitionMs({ lastMs }: Watch, { repeatS }: NotifyRoute): number | null {
  return repeatS === 0 ? null : lastMs + repeatS * 1000;
}

function worsened(course: Course, incident: Incident, context: Context): Step {
  if (isMuted(incident) || compareSeverity(incident.severity, course.severity) >= 0) return nothing(course);
  const updates = toAll(course, "update");
  const { course: next, tells, notes } = begin(course, incident, context);
  return { course: next, tells: [...updates, ...tells], notes };
}

/** Told once, when what was not known becomes sure. */
function revised(course: Course, incident: Incident): Step {
  if (course.sure || isMuted(incident) || !isSure(incident.verdict)) return nothing(course);
  return { course: { ...course, sure: true }, tells: toAll(course, "update"), notes: [] };
}

function end(course: Course, { settings }: Context): Step {
  const told = toAll(course, "resolved").filter(({ route }) => routeOf(route, settings)?.resolved ?? true);
  return { course: undefined, tells: told, notes: [] };
}

function anchored(course: Course, nowMs: number): Course {
  return {
    ...course,
    watches: course.watches.map((watch) => ({ ...watch, anchorMs: nowMs, lastMs: nowMs })),
  };
}

function isSure(verdict: Incident["verdict"]): boolean {
  return verdict !== null && verdict.cause !== "not_known" && verdict.confidencePct >= sureFromPct;
}

function toAll({ told }: Course, purpose: NotificationPurpose): Tell[] {
  return told.map(({ channel, contact, route }) => ({ recipient: { channel, contact }, purpose, route }));
}

function isTold({ told }: Course, recipient: Recipient): boolean {
  return told.some((known) => sameRecipient(known, recipient));
}

function withTold(told: Course["told"], tells: readonly Tell[]): Course["told"] {
  const all = [...told];
  for (const { recipient, route } of tells) {
    if (!all.some((known) => sameRecipient(known, recipient))) all.push({ ...recipient, route });
  }
  return all;
}

/** Nobody hears of one event twice, whichever routes lead to him. */
export function once(tells: readonly Tell[]): Tell[] {
  return tells.filter(
    ({ recipient }, index) => tells.findIndex((other) => sameRecipient(other.recipient, recipient)) === index,
  );
}

function routeOf(id: string, { routes }: NotifySettings): NotifyRoute | undefined {
  return routes.find((route) => route.id === id);
}

function nothing(course: Course | undefined): Step {
  return { course, tells: [], notes: [] };
}
