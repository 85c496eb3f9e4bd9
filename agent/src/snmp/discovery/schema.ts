import { type SensorKind, sensorKinds } from "@haidang/contract/sensor.ts";
import { z } from "zod";
import { patternFault } from "./safe-pattern.ts";

/** Converters beyond a factor: optical power in microwatts or milliwatts, and degrees Fahrenheit. */
export const conversions = ["uw-to-dbm", "mw-to-dbm", "f-to-c"] as const;
export type Conversion = (typeof conversions)[number];

const oidSchema = z.string().regex(/^\d(?:\.\d{1,10}){3,127}(?!\n)$/, {
  error: "an OID is written with dots and without a leading one, e.g. 1.3.6.1.2.1.33.1.2.4.0",
});
/**
 * A column by its number below the table's entry, or any column by its whole OID; a scalar by its whole OID, which
 * ends in `.0`.
 */
const placeSchema = z.union([z.int().min(1).max(4_294_967_295), oidSchema]).transform(String);
const patternSchema = z.string().superRefine((source, context) => {
  const fault = patternFault(source);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
});
const textSchema = z.string().min(1).max(120);
const rawSchema = z.union([z.string().max(120), z.number()]).transform(String);
const kindSchema = z.enum(sensorKinds as [SensorKind, ...SensorKind[]]);
/** YAML turns keys that look like numbers into numbers: as an object they are text again. */
const statesSchema = z.record(z.string().max(60), z.string().min(1).max(60));
const conditionsSchema = z.record(z.string(), z.array(rawSchema).min(1).max(64));

const filter = {
  /** Only rows whose other column has one of these values (numbers, words or OIDs). */
  where: conditionsSchema.optional(),
  /** Not the rows whose other column has one of these. */
  unless: conditionsSchema.optional(),
};

const number = {
  at: placeSchema,
  /** Raw values that mean nothing is there. */
  skip: z.array(z.number()).max(32).optional(),
  /** Raw values outside are not taken. */
  min: z.number().optional(),
  max: z.number().optional(),
  divide: z.number().positive().optional(),
  multiply: z.number().positive().optional(),
  ...filter,
};

const sensorSchema = z.strictObject({
  ...number,
  kind: z.union([kindSchema, z.strictObject({ at: placeSchema, map: z.record(z.string(), kindSchema) })]),
  /** Only rows whose index this finds, e.g. `\.23$`. */
  rows: patternSchema.optional(),
  /** Only rows whose label this finds: for tables that tell a unit in the name alone. */
  matching: patternSchema.optional(),
  /** A variable with the label, for scalars. */
  named: oidSchema.optional(),
  /** `{label}`, `{index}`, and `{1}`, `{2}` … for the parts of the index. */
  name: textSchema.optional(),
  /** Only where it is not the unit of the kind. */
  unit: z.string().max(12).optional(),
  /** Columns with the EntitySensorDataScale and EntitySensorPrecision of the value (RFC 3433). */
  scaled: z.strictObject({ scale: placeSchema, precision: placeSchema }).optional(),
  /** A column with how many digits of the value stand behind the point. */
  decimals: placeSchema.optional(),
  convert: z.enum(conversions).optional(),
  /** Words of the values, or the name of such a list of the profile. */
  states: z.union([z.string(), statesSchema]).optional(),
  /** Numbers for a device that answers a state in words. */
  words: z.record(z.string().max(60), z.number()).optional(),
});

const processorSchema = z.strictObject(number);

const amountSchema = z
  .union([placeSchema, z.array(placeSchema).min(1).max(4)])
  .transform((value) => [value].flat());
/** Two of total, used, free and usedPct, in `unit` octets or octets as another column says. */
const capacitySchema = z.strictObject({
  name: textSchema.optional(),
  total: amountSchema.optional(),
  used: amountSchema.optional(),
  free: amountSchema.optional(),
  usedPct: placeSchema.optional(),
  unit: z.union([z.number().positive(), z.strictObject({ at: placeSchema })]).default(1),
  ...filter,
});

const readings = {
  sensors: z.array(sensorSchema).max(200).default([]),
  processors: z.array(processorSchema).max(20).default([]),
  memory: z.array(capacitySchema).max(20).default([]),
  storage: z.array(capacitySchema).max(20).default([]),
};

const labelSchema = z.union([
  placeSchema.transform((at) => ({ at, index: undefined })),
  /** `index: 1` joins by the first part of the row's index, `index: -1` by the last. */
  z.strictObject({ at: placeSchema, index: z.int().min(-20).max(20).optional() }),
]);

const tableSchema = z.strictObject({
  /** OID of the entry: columns are one part below it. */
  oid: oidSchema,
  /** Where the name of a row stands: the first that has text. */
  label: z.array(labelSchema).max(6).default([]),
  ...readings,
});

/** `text` with `{1}` … for the groups of `pattern`; without a text the first group, without a pattern all of it. */
const shaping = { pattern: patternSchema.optional(), text: textSchema.optional() };
const identitySourceSchema = z.union([
  textSchema.transform((text) => ({ text })),
  z.strictObject({ from: z.enum(["sysDescr", "sysObjectID", "sysName"]), ...shaping }),
  z.strictObject({ at: oidSchema, ...shaping }),
  z.strictObject({ column: oidSchema, where: conditionsSchema.optional(), ...shaping }),
]);
export type IdentitySource = z.infer<typeof identitySourceSchema>;
const identitySourcesSchema = z
  .union([identitySourceSchema, z.array(identitySourceSchema).min(1).max(10)])
  .transform((value) => [value].flat());

/** One profile as people write it: how to know a device, and what to read from it. */
export const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}(?!\n)$/, { error: "a name is of a-z, 0-9 and dashes" }),
  /** Any of these; without one the profile is only used by others. */
  match: z
    .array(
      z
        .strictObject({ sysObjectID: oidSchema.optional(), sysDescr: patternSchema.optional() })
        .refine((one) => one.sysObjectID !== undefined || one.sysDescr !== undefined, {
          error: "a match needs a sysObjectID, a sysDescr, or both",
        }),
    )
    .default([]),
  /** Other profiles whose readings come after these. */
  uses: z.array(z.string()).max(20).default([]),
  identity: z
    .strictObject({
      vendor: identitySourcesSchema.optional(),
      model: identitySourcesSchema.optional(),
      os: identitySourcesSchema.optional(),
      version: identitySourcesSchema.optional(),
      serial: identitySourcesSchema.optional(),
    })
    .default({}),
  /** Lists of words that several sensors share, by name. */
  states: z.record(z.string(), statesSchema).default({}),
  scalars: z.strictObject(readings).default({ sensors: [], processors: [], memory: [], storage: [] }),
  tables: z.array(tableSchema).max(60).default([]),
});

export type ProfileSource = z.infer<typeof profileSchema>;
export type SensorSource = z.infer<typeof sensorSchema>;
export type ProcessorSource = z.infer<typeof processorSchema>;
export type CapacitySource = z.infer<typeof capacitySchema>;
export type LabelSource = z.infer<typeof labelSchema>;
