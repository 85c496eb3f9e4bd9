import type {
  FieldChange,
  InventoryChange,
  InventoryFault,
  InventoryRevisionDetail,
  SheetImported,
} from "@haidang/contract/inventory-api.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { faultWords } from "@haidang/contract/words/inventory.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure, moment } from "./figure.ts";
import { paint } from "./tone.ts";

/** `file:line:column: message`, as compilers have it so that editors jump there, and below it how to mend it. */
export function renderFaults(faults: readonly InventoryFault[], language: Language): string {
  const lines = faults.flatMap((fault) => {
    const within = fault.cell === undefined ? [fault.line, fault.column] : [fault.cell];
    const place = [fault.file, ...within].filter((part) => part !== null).join(":");
    const { message, mend } = faultWords(fault, language);
    // a cell is place enough
    const path = fault.path === "" || fault.cell !== undefined ? "" : ` ${deviceText(fault.path, 200)}:`;
    return [
      `  ${deviceText(place, 600)}:${path} ${deviceText(message, 400)}`,
      `      ${say(language, "inventory.mend", { mend: deviceText(mend, 400) })}`,
    ];
  });
  return lines.join("\n");
}

const signs = { added: ["+", "good"], changed: ["~", "warn"], removed: ["-", "bad"] } as const;

/** What a set of files changes, or would change. */
export function renderChange(change: InventoryChange, applied: boolean, look: Look): string {
  const rows = changeRows(change);
  const counts = objectKinds
    .map((kind) => `${say(look.language, `kind.${kind}`)} ${figure(change.counts[kind], look.language)}`)
    .join(", ");
  const verdict = say(look.language, applied ? "inventory.applied" : "inventory.valid", {
    counts,
    revision: change.revision ?? "",
  });
  if (rows.length === 0) return `${verdict}\n${say(look.language, "inventory.same")}`;
  const lines = rows.flatMap((row) => {
    const [sign, tone] = signs[row.change];
    const fields = change.fields?.[row.object] ?? [];
    return [
      paint(`  ${sign} ${row.object}`, tone, look.color),
      ...fields.map((field) => `      ${fieldText(field, look.language)}`),
    ];
  });
  const summary = say(look.language, "inventory.summary", {
    added: figure(change.added.length, look.language),
    changed: figure(change.changed.length, look.language),
    removed: figure(change.removed.length, look.language),
  });
  return [verdict, ...lines, summary].join("\n");
}

/** Who put a revision in force, and what it changed. */
export function renderRevision(detail: InventoryRevisionDetail, look: Look): string {
  const { revision, appliedMs, by, change } = detail;
  const head = say(look.language, "revision.head", {
    revision,
    time: moment(appliedMs, look.language),
    by: deviceText(by, 120),
    against: change.against ?? 0,
  });
  const [, ...lines] = renderChange(change, false, look).split("\n");
  return [head, ...lines].join("\n");
}

/** How a spreadsheet was read, and what it changes. */
export function renderImport(imported: SheetImported, applied: boolean, look: Look): string {
  const { sheet, rows, kind, columns, change } = imported;
  const read = say(look.language, "import.read", { sheet: deviceText(sheet, 100), rows, kind });
  const lines = columns.map(({ header, field }) => {
    const values = { header: deviceText(header, 80), field: field ?? "" };
    return say(look.language, field === null ? "import.unused" : "import.column", values);
  });
  return [read, ...lines, renderChange(change, applied, look)].join("\n");
}

function fieldText({ field, before, after, secret }: FieldChange, language: Language): string {
  const name = deviceText(field, 200);
  if (secret === true) return `${name}: ${say(language, "inventory.secretChanged")}`;
  const side = (text: string | undefined) => (text === undefined ? "∅" : deviceText(text, 200));
  return `${name}: ${side(before)} → ${side(after)}`;
}

export interface ChangeRow {
  change: "added" | "changed" | "removed";
  object: string;
}

export function changeRows(change: InventoryChange): ChangeRow[] {
  const kinds = ["added", "changed", "removed"] as const;
  return kinds.flatMap((kind) =>
    change[kind].map((object) => ({ change: kind, object: deviceText(object, 160) })),
  );
}

export const changeColumns: readonly Column<ChangeRow>[] = [
  {
    key: "change",
    title: "column.change",
    raw: (row) => row.change,
    text: (row, look) => say(look.language, `inventory.${row.change}`),
  },
  { key: "object", title: "column.object", raw: (row) => row.object },
];
