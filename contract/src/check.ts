import { z } from "zod";
import { addressSchema, httpTargetSchema, objectRefSchema } from "./object.ts";

/** A probe is the code that measures; a check is a probe with a target and a schedule. */
export const probeNames = ["icmp", "snmp", "host", "http"] as const;
export const probeNameSchema = z.enum(probeNames);
export type ProbeName = z.infer<typeof probeNameSchema>;

const schedule = {
  /** `<probe>:<kind>/<id>`; an agent runs at most one check of a probe for an object. */
  id: z.string().min(1).max(160),
  target: objectRefSchema,
  /** Time between results while all is well, ms. For `icmp` it is the window; echo requests go out each second. */
  intervalMs: z.int().min(1000).max(3_600_000),
  /** Time between results while the last one failed, ms. */
  retryIntervalMs: z.int().min(1000).max(3_600_000),
  timeoutMs: z.int().min(100).max(60_000),
};

export const icmpCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("icmp"),
  settings: z.strictObject({ address: addressSchema }),
});

export const snmpCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("snmp"),
  settings: z.strictObject({
    address: addressSchema,
    port: z.int().min(1).max(65535),
    version: z.enum(["1", "2c"]),
    community: z.string().min(1).max(255),
  }),
});

export const hostCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("host"),
  settings: z.strictObject({}),
});

export const httpCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("http"),
  settings: httpTargetSchema,
});

export const checkSchema = z.discriminatedUnion("probe", [
  icmpCheckSchema,
  snmpCheckSchema,
  hostCheckSchema,
  httpCheckSchema,
]);
export type Check = z.infer<typeof checkSchema>;
export type CheckOf<P extends ProbeName> = Extract<Check, { probe: P }>;
export type SettingsOf<P extends ProbeName> = CheckOf<P>["settings"];
