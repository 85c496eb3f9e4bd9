import { z } from "zod";
import { subjectSchema } from "./alert.ts";

/**
 * Why an object is silent. `upstream`: what it is reached through is down (`upstream` of the verdict names it);
 * `our_side`: the control plane or the agent that measures is cut off; `planned`: announced work.
 */
export const causes = [
  "link_cut",
  "power_lost",
  "agent_stopped",
  "upstream",
  "equipment_fault",
  "our_side",
  "planned",
  "not_known",
] as const;
export const causeSchema = z.enum(causes);
export type Cause = (typeof causes)[number];

/** Who has to act, and whom a report charges. */
export const responsibilities = ["carrier", "power", "equipment", "ours", "unknown"] as const;
export const responsibilitySchema = z.enum(responsibilities);
export type Responsibility = (typeof responsibilities)[number];

/** Below this a verdict is shown as not known, with its best guess beside it, %. */
export const sureFromPct = 80;

/** What a line of evidence says; worded in `words/verdict.ts` under the same name, with the line's values. */
export const evidenceKinds = [
  "first_failure",
  "agent_shipping",
  "agent_silent",
  "agent_restarted",
  "cold_start",
  "backlog_measured_on",
  "on_battery_before",
  "mains_lost_trap",
  "on_mains",
  "on_mains_before",
  "kept_running",
  "port_down",
  "port_up",
  "far_end_sees_us",
  "far_end_lost_us",
  "siblings_down",
  "siblings_up",
  "carrier_down_elsewhere",
  "upstream_down",
  "upstream_up",
  "hub_lost_all",
  "agents_silent_together",
  "hub_gateway_down",
  "device_reached",
  "signalling_answers",
  "path_ends_at",
  "maintenance_window",
  "operator",
] as const;
export const evidenceKindSchema = z.enum(evidenceKinds);
export type EvidenceKind = (typeof evidenceKinds)[number];

export const evidenceSchema = z.strictObject({
  kind: evidenceKindSchema,
  /** When it was so, UTC ms. */
  atMs: z.number(),
  /** Where it was seen. */
  subject: subjectSchema.optional(),
  /** The cause it speaks for, or against. */
  speaks: z.enum(["for", "against"]),
  cause: causeSchema,
  /** What the sentence is filled with; texts of devices are hostile. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Why, how sure, who has to act, and what says so. */
export const verdictSchema = z.strictObject({
  cause: causeSchema,
  /** With `upstream`: what is down above. */
  upstream: subjectSchema.optional(),
  confidencePct: z.int().min(0).max(100),
  responsibility: responsibilitySchema,
  evidence: z.array(evidenceSchema),
  /** Each cause that was weighed, likeliest first. */
  weighed: z.array(z.strictObject({ cause: causeSchema, confidencePct: z.int().min(0).max(100) })),
  /** When it was last worked out. */
  atMs: z.number(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** What a person says it was. The machine's own verdict is kept beside it. */
export const overruleSchema = z.strictObject({
  cause: causeSchema,
  responsibility: responsibilitySchema,
  reason: z.string(),
  by: z.string(),
  atMs: z.number(),
});
export type Overrule = z.infer<typeof overruleSchema>;

export const usualResponsibility: Readonly<Record<Cause, Responsibility>> = {
  link_cut: "carrier",
  power_lost: "power",
  agent_stopped: "equipment",
  upstream: "unknown",
  equipment_fault: "equipment",
  our_side: "ours",
  planned: "ours",
  not_known: "unknown",
};

/** GET /api/v1/verdict: why something is or was silent. Without `from` its outage of now, else the one that began then. */
export const verdictQuerySchema = z.strictObject({
  /** `link/co-to-1`, `agent/co-to`. */
  subject: z
    .string()
    .max(80)
    .regex(/^[a-z]+\/[^/]+(?!\n)$/, { error: "a subject is written like link/co-to-1" }),
  /** ISO 8601: when its first result failed. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** ISO 8601: when it answered again; without it the outage lasts. */
  to: z.iso.datetime({ offset: true }).optional(),
});
