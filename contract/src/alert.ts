import { z } from "zod";
import { idSchema, objectKinds } from "./naming.ts";
import { reasonSchema } from "./reason.ts";

/** What an alert is about: an object, an agent, or a part of the control plane itself (`store`, `disk`, `uplink`). */
export const subjectKinds = [...objectKinds, "agent", "system"] as const;
export const subjectSchema = z.strictObject({ kind: z.enum(subjectKinds), id: z.string().min(1).max(63) });
export type SubjectKind = (typeof subjectKinds)[number];
export type Subject = z.infer<typeof subjectSchema>;
export type SubjectKey = `${SubjectKind}/${string}`;

export function subjectKey({ kind, id }: Subject): SubjectKey {
  return `${kind}/${id}`;
}

/** Worst first. */
export const severities = ["critical", "major", "minor", "warning", "info"] as const;
export const severitySchema = z.enum(severities);
export type Severity = (typeof severities)[number];

/** Negative when `a` is worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

/**
 * What is wrong: an object is down, or degraded, or changes too often; an agent is silent; something of the control
 * plane's own needs a hand.
 */
export const alertKinds = ["outage", "degraded", "flapping", "agent_silent", "system"] as const;
export const alertKindSchema = z.enum(alertKinds);
export type AlertKind = (typeof alertKinds)[number];

/** Why nobody is told of an alert or incident. */
export const muteKinds = ["silence", "maintenance", "inhibition"] as const;
export const muteSchema = z.strictObject({
  by: z.enum(muteKinds),
  /** Of the silence or maintenance window; of the incident that stands for it. */
  id: z.string(),
  reason: z.string(),
  /** Null when nothing says when it ends. */
  untilMs: z.number().nullable(),
});
export type Mute = z.infer<typeof muteSchema>;

/** What routes and silences go by. Absent is what an alert does not have. */
export const alertLabelsSchema = z.strictObject({
  kind: z.enum(subjectKinds),
  id: z.string(),
  alert: alertKindSchema,
  severity: severitySchema,
  reason: reasonSchema.optional(),
  unit: idSchema.optional(),
  site: idSchema.optional(),
  carrier: z.string().optional(),
});
export type AlertLabels = z.infer<typeof alertLabelsSchema>;

/** One thing that is wrong with one subject, for as long as it is so. */
export const alertSchema = z.strictObject({
  /** The same for the same kind of alert about the same subject, each time it fires. */
  fingerprint: z.string(),
  state: z.enum(["firing", "resolved"]),
  labels: alertLabelsSchema,
  name: z.string(),
  /** From the first failed result on, not from its confirmation. */
  startsMs: z.number(),
  endsMs: z.number().nullable(),
  incident: z.string().nullable(),
  mutes: z.array(muteSchema),
});
export type Alert = z.infer<typeof alertSchema>;

/** GET /api/v1/alerts: those that fire; with `all` also what is over, newest first. */
export const alertQuerySchema = z.strictObject({
  all: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

/** `link/co-to-1` and the like, as one word. */
export const subjectKeySchema = z
  .string()
  .max(80)
  .transform((text, context) => {
    const [, kind, id] = /^([a-z]+)\/(.+)$/.exec(text) ?? [];
    const parsed = subjectSchema.safeParse({ kind, id });
    if (parsed.success) return parsed.data;
    context.addIssue({
      code: "custom",
      message: "a subject is written as its kind and id, e.g. link/co-to-1",
    });
    return z.NEVER;
  });

/** GET /api/v1/muted?subject=link/co-to-1 */
export const mutedQuerySchema = z.strictObject({ subject: subjectKeySchema });
export const mutedSchema = z.object({
  subject: subjectSchema,
  name: z.string(),
  muted: z.boolean(),
  mutes: z.array(muteSchema),
  /** When the last of them ends; null when nothing says so, or when it is not muted. */
  untilMs: z.number().nullable(),
});
export type Muted = z.infer<typeof mutedSchema>;
