import { fieldDefinition } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { cellNumber, figure, milliseconds } from "./figure.ts";
import { renderTable } from "./table.ts";
import { paint, type Tone } from "./tone.ts";

const outcomes: Record<CheckResult["outcome"], { glyph: string; tone: Tone }> = {
  ok: { glyph: "●", tone: "good" },
  failed: { glyph: "✗", tone: "bad" },
  cannot: { glyph: "?", tone: "odd" },
};

/** What a probe run brought back, as `haidang probe` prints it. */
export interface ProbeReport {
  result: CheckResult;
  points: Point[];
}

export function renderProbe(report: ProbeReport, target: string, look: Look): string {
  const { result } = report;
  const { glyph, tone } = outcomes[result.outcome];
  const reason = result.reason === undefined ? "" : `: ${say(look.language, `reason.${result.reason}`)}`;
  const took = result.durationMs === undefined ? "" : ` (${milliseconds(result.durationMs, look.language)})`;
  const verdict = `${glyph} ${say(look.language, `outcome.${result.outcome}`)}${reason}`;
  const lines = [
    `${`${result.probe} ${deviceText(target)}`.trim()}  ${paint(verdict, tone, look.color)}${took}`,
  ];
  if (result.detail !== undefined) lines.push(`  ${deviceText(result.detail)}`);
  const rows = readingRows(report.points);
  if (rows.length > 0) lines.push("", renderTable(rows, readingColumns, look));
  return lines.join("\n");
}

export interface ReadingRow {
  measurement: string;
  tags: string;
  field: string;
  value: string | number | boolean;
  unit: string;
}

const ownTags = new Set(["agent", "kind", "id"]);

export function readingRows(points: readonly Point[]): ReadingRow[] {
  return points.flatMap((point) =>
    Object.entries(point.fields).map(([field, value]) => {
      const unit = fieldDefinition(point.measurement, field)?.unit ?? "";
      return {
        measurement: point.measurement,
        tags: Object.entries(point.tags)
          .filter(([name]) => !ownTags.has(name))
          .map(([name, tag]) => `${name}=${deviceText(tag, 120)}`)
          .join(" "),
        field,
        value: typeof value === "string" ? deviceText(value) : value,
        unit: unit === "none" || unit === "1" ? "" : unit,
      };
    }),
  );
}

export const readingColumns: readonly Column<ReadingRow>[] = [
  { key: "measurement", title: "column.measurement", raw: (row) => row.measurement },
  { key: "tags", title: "column.tags", raw: (row) => row.tags },
  { key: "field", title: "column.field", raw: (row) => row.field },
  {
    key: "value",
    title: "column.value",
    raw: (row) => (typeof row.value === "boolean" ? String(row.value) : row.value),
    text: (row, look) =>
      typeof row.value === "number" ? figure(row.value, look.language, { max: 3 }) : String(row.value),
    csv: (row, look) =>
      typeof row.value === "number" ? cellNumber(row.value, look.language) : String(row.value),
    shrinks: true,
  },
  { key: "unit", title: "column.measure", raw: (row) => row.unit },
];
