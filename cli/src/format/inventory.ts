import type { InventoryChange, InventoryFault } from "@haidang/contract/api.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { faultWords } from "@haidang/contract/words/inventory.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure } from "./figure.ts";
import { paint } from "./tone.ts";

/** `file:line:column: message`, as compilers have it so that editors jump there, and below it how to mend it. */
export function renderFaults(faults: readonly InventoryFault[], language: Language): string {
  const lines = faults.flatMap((fault) => {
    const place = [fault.file, fault.line, fault.column].filter((part) => part !== null).join(":");
    const { message, mend } = faultWords(fault, language);
    const path = fault.path === "" ? "" : ` ${deviceText(fault.path, 200)}:`;
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
  const lines = rows.map((row) => {
    const [sign, tone] = signs[row.change];
    return paint(`  ${sign} ${row.object}`, tone, look.color);
  });
  const summary = say(look.language, "inventory.summary", {
    added: figure(change.added.length, look.language),
    changed: figure(change.changed.length, look.language),
    removed: figure(change.removed.length, look.language),
  });
  return [verdict, ...lines, summary].join("\n");
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
