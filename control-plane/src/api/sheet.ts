import { HaidangError } from "@haidang/contract/error.ts";
import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import {
  maxSheetBytes,
  sheetImportedSchema,
  sheetImportSchema,
  sheetTemplateQuerySchema,
  sheetTemplateSchema,
} from "@haidang/contract/inventory-api.ts";
import { readCsv } from "../inventory/import/csv.ts";
import { mergeRows } from "../inventory/import/merge.ts";
import { readSheet } from "../inventory/import/read.ts";
import type { Sheet } from "../inventory/import/sheet.ts";
import { writeTemplate } from "../inventory/import/template.ts";
import { readXlsxSheet } from "../inventory/import/xlsx.ts";
import { parseEntries } from "../inventory/parse.ts";
import { changeTo, inventoryFault, putInForce, revisionInForce } from "./put-in-force.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Lists that come as spreadsheets. */
export function sheetRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/inventory/template",
      summary: "A spreadsheet to fill, with headers, examples and lists to choose from.",
      access: "admin",
      query: sheetTemplateQuerySchema,
      response: sheetTemplateSchema,
      async handle({ query }) {
        const bytes = await writeTemplate(query.kind, query.lang, app.deployment.inventory());
        return { name: `${query.kind}.xlsx`, base64: bytes.toString("base64") };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/inventory/import",
      summary: "Says what a spreadsheet would add and change, or every fault by cell; with apply, does it.",
      access: "admin",
      body: sheetImportSchema,
      response: sheetImportedSchema,
      async handle({ body, nowMs, actor }) {
        const sheet = await sheetOf(Buffer.from(body.base64, "base64"), body.name, body.sheet);
        // nothing is awaited from here on: what is read is what is changed
        const inForce = app.deployment.inventory();
        const read = readSheet(sheet, inForce, { ...body, file: body.name, nowMs });
        const merged = mergeRows(inForce, read, nowMs);
        const told: InventoryFault[] = [...read.faults, ...merged.faults];
        const knows = (name: string) => app.secrets.get(name) !== undefined;
        const parsed = parseEntries(merged.entries, knows, told);
        if ("faults" in parsed) throw inventoryFault(parsed.faults);
        const guard = {
          ifRevision: body.ifRevision ?? revisionInForce(app),
          mostRemovedPct: body.mostRemovedPct,
        };
        const author = { actor, nowMs, action: "inventory.import" };
        const change = body.apply
          ? putInForce(app, parsed.inventory, author, guard)
          : changeTo(app, parsed.inventory);
        return { kind: read.kind, sheet: sheet.name, rows: read.rows.length, columns: read.columns, change };
      },
    }),
  ];
}

async function sheetOf(bytes: Buffer, name: string, wanted: string | undefined): Promise<Sheet> {
  if (bytes.length > maxSheetBytes) {
    throw new HaidangError("body_too_large", `the spreadsheet is larger than ${maxSheetBytes / 1e6} MB`, {
      hint: "keep one list in it, without pictures",
    });
  }
  if (bytes.subarray(0, 4).equals(Buffer.from("PK\u0003\u0004", "latin1")))
    return readXlsxSheet(bytes, wanted);
  if (/\.(?:xls|ods)$/i.test(name)) {
    throw new HaidangError("usage", "a spreadsheet in this form cannot be read", {
      hint: "save it as .xlsx or CSV UTF-8",
    });
  }
  return readCsv(bytes, name);
}
