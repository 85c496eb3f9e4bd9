import type { AuditRow, AuditVerdict } from "@haidang/contract/audit.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure, moment } from "./figure.ts";

const longest = 400;

export const auditColumns: readonly Column<AuditRow>[] = [
  { key: "entry", title: "column.entry", raw: (row) => row.entry, align: "right" },
  {
    key: "time",
    title: "column.time",
    raw: (row) => row.atMs,
    text: (row, look) => moment(row.atMs, look.language, true),
  },
  { key: "actor", title: "column.actor", raw: (row) => deviceText(row.actor, 80) },
  { key: "address", title: "column.callerFrom", raw: (row) => row.address },
  { key: "action", title: "column.action", raw: (row) => deviceText(row.action, 120) },
  { key: "object", title: "column.object", raw: (row) => deviceText(row.object, 200), shrinks: true },
  { key: "change", title: "column.auditChange", raw: changeOf, shrinks: true },
  { key: "before", title: "column.before", raw: (row) => shown(row.before), wide: true },
  { key: "after", title: "column.after", raw: (row) => shown(row.after), wide: true },
  { key: "hash", title: "column.hash", raw: (row) => row.hash, wide: true },
];

const shown = (text: string | null): string | null => (text === null ? null : deviceText(text, longest));

/** Only the fields that differ, where both sides are known. */
function changeOf({ before, after, detail }: AuditRow): string {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  if (was === undefined || is === undefined) return deviceText(detail, longest);
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]),
  );
  const text = changed.map((name) => `${name}: ${JSON.stringify(was[name])} → ${JSON.stringify(is[name])}`);
  return deviceText(text.join(", "), longest);
}

function fieldsOf(text: string | null): Record<string, unknown> | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

export const verdictColumns: readonly Column<AuditVerdict>[] = [
  { key: "entries", title: "column.entries", raw: (row) => row.entries },
  { key: "head", title: "column.head", raw: (row) => row.head },
  { key: "fault", title: "column.fault", raw: (row) => row.fault?.what ?? null },
  { key: "entry", title: "column.entry", raw: (row) => row.fault?.entry ?? null },
];

export function renderVerdict({ entries, head, fault }: AuditVerdict, look: Look): string {
  if (fault !== null) return say(look.language, `audit.${fault.what}`, { entry: fault.entry });
  const lines = [say(look.language, "audit.whole", { count: figure(entries, look.language) })];
  return (head === null ? lines : [...lines, "", head, "", say(look.language, "audit.head.keep")]).join("\n");
}
