import { z } from "zod";
import { daySchema } from "./calendar.ts";
import { idSchema, unitKinds } from "./naming.ts";

/** From the first moment of `from` to the first of `to`, on the clock of Asia/Ho_Chi_Minh; without one, for ever. */
export const validity = {
  from: daySchema.optional(),
  /** The first day on which it is no more. */
  to: daySchema.optional(),
};
export type Validity = { [K in keyof typeof validity]?: string | undefined };

/** The unit something belongs to: one for ever, or one after the other, each from its first day on. */
export const placementSchema = z.union([
  idSchema,
  z
    .array(z.strictObject({ unit: idSchema, from: daySchema.optional() }))
    .min(1)
    .max(20),
]);
export type Placement = z.infer<typeof placementSchema>;

/** `whole`: all of the old unit went to the new one. `part`: only some of it. */
export const successionShares = ["whole", "part"] as const;

/** What became of a unit, as of a day. */
export const successionSchema = z.strictObject({
  from: idSchema,
  to: idSchema,
  share: z.enum(successionShares).default("whole"),
  on: daySchema,
});
export type Succession = z.infer<typeof successionSchema>;

/** The first moment of a day on the clock of Asia/Ho_Chi_Minh, which has had no daylight saving since 1975. */
export function dayStartMs(day: string): number {
  return Date.parse(`${day}T00:00:00+07:00`);
}

export function isInForce({ from, to }: Validity, atMs: number): boolean {
  return (from === undefined || dayStartMs(from) <= atMs) && (to === undefined || atMs < dayStartMs(to));
}

/** The unit at an instant. Before the first day named, the first unit. */
export function unitAt(placement: Placement, atMs: number): string {
  if (typeof placement === "string") return placement;
  const begun = placement.filter(({ from }) => from === undefined || dayStartMs(from) <= atMs);
  return (begun.at(-1) ?? placement[0])?.unit ?? "";
}

const succeededSchema = z.object({
  id: z.string(),
  name: z.string(),
  share: z.enum(successionShares),
  on: daySchema,
});

/** GET /api/v1/tree: units that are, were and will be; with `asOf` those of that day. */
export const treeRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  unitKind: z.enum(unitKinds),
  code: z.string().optional(),
  parent: z.string().optional(),
  parentName: z.string().optional(),
  ...validity,
  /** At the day asked for, else now. */
  inForce: z.boolean(),
  /** What it had at the day asked for; without one now, or on its last day. */
  sites: z.int(),
  links: z.int(),
  predecessors: z.array(succeededSchema),
  successors: z.array(succeededSchema),
});
export type TreeRow = z.infer<typeof treeRowSchema>;

/** GET /api/v1/tree/:id: a unit through time, with the sites it had and when. */
export const unitHistorySchema = treeRowSchema.extend({
  had: z.array(z.object({ id: z.string(), name: z.string(), ...validity })),
});
export type UnitHistory = z.infer<typeof unitHistorySchema>;

/** How a unit was found, the surest first. */
export const foundBy = ["id", "code", "name", "start", "word", "succession"] as const;
export const foundUnitSchema = treeRowSchema.extend({ by: z.enum(foundBy) });
export type FoundUnit = z.infer<typeof foundUnitSchema>;

export const treeQuerySchema = z.strictObject({
  /** A day or an instant; without it every unit there ever is. */
  asOf: z
    .string()
    .max(60)
    .optional()
    .describe("units of that day, e.g. 2025-06-30; without it all of all times"),
});
export const treeFindQuerySchema = z.strictObject({
  word: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .describe("id, code, or a part of a name, with or without diacritics"),
});
