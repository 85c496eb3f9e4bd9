import { z } from "zod";
import { alertKinds, severities, subjectKinds } from "./alert.ts";
import { idSchema } from "./naming.ts";
import { deviceText, normalizeText } from "./text.ts";

/**
 * What a silence is about; all that are given have to hold. `under` is a unit with all below it, `site` all at a site.
 * At least one is given: a silence over everything has to say so by `all: true`.
 */
export const silenceMatcherSchema = z
  .strictObject({
    kind: z.enum(subjectKinds).optional(),
    id: z.string().min(1).max(63).optional(),
    alert: z.enum(alertKinds).optional(),
    severity: z.enum(severities).optional(),
    under: idSchema.optional(),
    site: idSchema.optional(),
    carrier: z.string().transform(normalizeText).pipe(z.string().min(1).max(120)).optional(),
    all: z.literal(true).optional(),
  })
  .refine((matcher) => Object.values(matcher).some((value) => value !== undefined), {
    error: "a silence says what it is about",
  })
  .refine(({ id, kind }) => id === undefined || kind !== undefined, { error: "an id needs its kind" });
export type SilenceMatcher = z.infer<typeof silenceMatcherSchema>;

/** POST /api/v1/silences: at most 92 days, so that nothing is forgotten for ever. */
export const silenceRequestSchema = z.strictObject({
  match: silenceMatcherSchema,
  /** Now when absent. */
  fromMs: z.int().min(0).optional(),
  toMs: z.int().min(0),
  reason: z
    .string()
    .transform((text) => deviceText(text, 255))
    .pipe(z.string().min(1, { error: "a silence needs a reason" })),
});
export type SilenceRequest = z.infer<typeof silenceRequestSchema>;

/** Never changed but for its end: expiring it early sets `toMs`. */
export const silenceSchema = z.strictObject({
  id: z.string(),
  match: silenceMatcherSchema,
  fromMs: z.number(),
  toMs: z.number(),
  reason: z.string(),
  by: z.string(),
  createdMs: z.number(),
  expiredBy: z.string().nullable(),
});
export type Silence = z.infer<typeof silenceSchema>;

/** GET /api/v1/silences */
export const silenceRowSchema = silenceSchema.extend({
  state: z.enum(["active", "pending", "over"]),
  /** Alerts that fire and that it mutes. */
  muting: z.int(),
});
export type SilenceRow = z.infer<typeof silenceRowSchema>;
