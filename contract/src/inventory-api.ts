import { z } from "zod";
import { objectKindSchema } from "./object.ts";

/** POST /api/v1/inventory/validate and /apply: the files as they are; paths only name them in messages. */
export const inventoryFilesSchema = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string().min(1).max(500), text: z.string().max(4_000_000) }))
    .min(1)
    .max(500),
});
export type InventoryFiles = z.infer<typeof inventoryFilesSchema>;

/** One fault: what is wrong, where, how to mend it. */
export const inventoryFaultSchema = z.object({
  file: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  /** Cell of a spreadsheet, e.g. `B17`; line and column are its row and column. */
  cell: z.string().optional(),
  /** Path in the document, e.g. `links[2].carrier`. */
  path: z.string(),
  message: z.string(),
  mend: z.string(),
  /** Rule and values behind the words, so that a reader can say it in its own language: see `words/inventory.ts`. */
  rule: z.string().optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type InventoryFault = z.infer<typeof inventoryFaultSchema>;

/** One value of an entry that is another now; absent where there was or is none, and where it is a secret. */
export const fieldChangeSchema = z.object({
  field: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  secret: z.boolean().optional(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

export const inventoryChangeSchema = z.object({
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  /** By changed entry, what of it changed. */
  fields: z.record(z.string(), z.array(fieldChangeSchema)).optional(),
  /** The revision it was compared with: 0 where none was in force. */
  against: z.int().optional(),
  /** Objects in force afterwards, by kind. */
  counts: z.record(objectKindSchema, z.int()),
  /** Set by apply only: grows by one with each. */
  revision: z.int().optional(),
});
export type InventoryChange = z.infer<typeof inventoryChangeSchema>;

/** What of an inventory is guarded against being changed unseen. */
export const guardSchema = {
  /** Refused with `conflict` unless this revision is the one in force; 0 where none is. */
  ifRevision: z.int().min(0).optional(),
  /** Refused with `conflict` when more than this share of the entries in force would be removed, %. */
  mostRemovedPct: z.number().min(0).max(100).optional(),
};
/** Removing more than this share asks people once more, %. */
export const muchRemovedPct = 10;

/** POST /api/v1/inventory/apply */
export const inventoryApplySchema = inventoryFilesSchema.extend(guardSchema);
export type InventoryApply = z.infer<typeof inventoryApplySchema>;

/** GET /api/v1/inventory/export */
export const inventoryExportQuerySchema = z.strictObject({
  by: z.enum(["list", "unit"]).default("list").describe("one file a list, or one a unit"),
  revision: z.coerce.number().int().min(1).optional().describe("an older one instead of the one in force"),
  asOf: z.string().max(40).optional().describe("the one that was in force then, RFC 3339, ms or a day"),
  secrets: z
    .enum(["true", "false"])
    .default("false")
    .describe("with secrets the inventory holds in plain; the audit tells of it"),
});
export const inventoryExportSchema = z.object({
  revision: z.int(),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
  /** Names that stand for secrets the inventory holds in plain. */
  withheld: z.array(z.string()),
});
export type InventoryExport = z.infer<typeof inventoryExportSchema>;

/** GET /api/v1/inventory/revisions: newest first, with what each changed. */
export const inventoryRevisionSchema = z.object({
  revision: z.int(),
  appliedMs: z.number(),
  by: z.string(),
  inForce: z.boolean(),
  added: z.int(),
  changed: z.int(),
  removed: z.int(),
});
export type InventoryRevision = z.infer<typeof inventoryRevisionSchema>;
export const inventoryRevisionsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(20),
});

/** GET /api/v1/inventory/revisions/:revision: what it changed against the one before. */
export const inventoryRevisionDetailSchema = inventoryRevisionSchema
  .omit({ added: true, changed: true, removed: true })
  .extend({ change: inventoryChangeSchema });
export type InventoryRevisionDetail = z.infer<typeof inventoryRevisionDetailSchema>;

/** POST /api/v1/inventory/revert */
export const inventoryRevertSchema = z.strictObject({ revision: z.int().min(1), ...guardSchema });

/** What a spreadsheet can list; `networkUnits` are sites, each with a link. */
export const sheetKinds = ["networkUnits", "units", "sites", "links", "devices", "videoPoints"] as const;
export type SheetKind = (typeof sheetKinds)[number];

/** Largest spreadsheet taken, bytes. */
export const maxSheetBytes = 6_000_000;

/** POST /api/v1/inventory/import */
export const sheetImportSchema = z.strictObject({
  name: z.string().min(1).max(255),
  /** The file, XLSX or CSV, as base64. */
  base64: z.base64().max(Math.ceil(maxSheetBytes / 3) * 4),
  /** Without it told from the headers. */
  kind: z.enum(sheetKinds).optional(),
  /** Without it the first. */
  sheet: z.string().max(100).optional(),
  /** Columns by their header: the field each fills. */
  map: z.record(z.string().max(200), z.string().max(60)).default({}),
  /** Carriers that look like a slip of a known one and are none. */
  newCarriers: z.array(z.string().max(120)).max(50).default([]),
  /** Takes away spaces around a text instead of telling them. */
  trim: z.boolean().default(false),
  apply: z.boolean().default(false),
  ...guardSchema,
});
export type SheetImport = z.input<typeof sheetImportSchema>;
export const sheetImportedSchema = z.object({
  kind: z.enum(sheetKinds),
  sheet: z.string(),
  rows: z.int(),
  /** Each column of the sheet, with the field it fills. */
  columns: z.array(z.object({ header: z.string(), field: z.string().nullable() })),
  change: inventoryChangeSchema,
});
export type SheetImported = z.infer<typeof sheetImportedSchema>;

/** GET /api/v1/inventory/template */
export const sheetTemplateQuerySchema = z.strictObject({
  kind: z.enum(sheetKinds),
  lang: z.enum(["vi", "en"]).default("vi"),
});
/** A file, as base64. */
export const sheetTemplateSchema = z.object({ name: z.string(), base64: z.string() });

/** GET, PUT and DELETE /api/v1/inventory/entries/:list/:id */
export const inventoryEntrySchema = z.record(z.string(), z.unknown());
export const entryGuardSchema = z.strictObject({ ifRevision: z.coerce.number().int().min(0).optional() });

/** Stands where a secret is held in plain; written back, the one in force stays. */
export const keptSecret = "•••";
