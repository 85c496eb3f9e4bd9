import { z } from "zod";
import { type ProbeName, probeNameSchema } from "./check.ts";
import { type MeasurementName, measure } from "./measurement.ts";
import { objectRefSchema } from "./object.ts";
import type { Point } from "./point.ts";
import { reasonSchema } from "./reason.ts";

/**
 * What a probe run found. `ok`: the target answered as it should. `failed`: it did not. `cannot`: the probe
 * could not measure here (no permission, no route, a missing tool), which says nothing of the target.
 * Agents never compare with thresholds: that is judging.
 */
export const outcomes = ["ok", "failed", "cannot"] as const;
export const outcomeSchema = z.enum(outcomes);
export type Outcome = z.infer<typeof outcomeSchema>;

export const checkResultSchema = z.strictObject({
  probe: probeNameSchema,
  target: objectRefSchema,
  /** When the target was in that condition: for a failure, the moment its first lost request was sent. */
  timeMs: z.number(),
  outcome: outcomeSchema,
  reason: reasonSchema.optional(),
  /** What the target or the system said, one line; hostile. */
  detail: z.string().max(255).optional(),
  durationMs: z.number().min(0).optional(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** A result as it travels: a point of the `check` measurement. */
export function resultPoint(agent: string, result: CheckResult): Point {
  return measure(
    "check",
    { agent, kind: result.target.kind, id: result.target.id, probe: result.probe satisfies ProbeName },
    { outcome: result.outcome, reason: result.reason, detail: result.detail, durationMs: result.durationMs },
    result.timeMs,
  );
}

/** The result a `check` point carries, or why it is not one. */
export function readResult(point: Point): { result: CheckResult } | { fault: string } {
  const { kind, id, probe } = point.tags;
  // fields come first: a field called `probe` or `timeMs` must not speak for the point
  const parsed = checkResultSchema.safeParse({
    ...point.fields,
    probe,
    target: { kind, id },
    timeMs: point.timeMs,
  });
  if (parsed.success) return { result: parsed.data };
  const issue = parsed.error.issues[0];
  return { fault: `${issue?.path.join(".") ?? "check"}: ${issue?.message ?? "not a check result"}` };
}

/** The measurement a result is judged with, by probe: agents send it in one batch with the result. */
export const windowOf: Partial<Record<ProbeName, MeasurementName>> = {
  icmp: "icmp",
  stamp: "stamp",
  tls: "tls",
  sip: "sip",
  path: "path",
  snmp: "ups",
  nut: "ups",
  port: "port",
  "port-near": "portNear",
  "video-api": "videoApi",
};
