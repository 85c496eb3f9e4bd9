import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { paint, type Tone } from "./tone.ts";
import { padText, textWidth } from "./width.ts";

/** One thing looked at: how it is, and how to mend it when it is not well. */
export interface Finding {
  check: string;
  outcome: "ok" | "warn" | "fail";
  message: string;
  hint?: string;
}

const looks: Record<Finding["outcome"], { glyph: string; tone: Tone }> = {
  ok: { glyph: "●", tone: "good" },
  warn: { glyph: "▲", tone: "warn" },
  fail: { glyph: "✗", tone: "bad" },
};

/** A line for each finding, below it how to mend it; at the end whether all is well. */
export function renderFindings(findings: readonly Finding[], look: Look): string {
  const words = findings.map((finding) => say(look.language, `doctor.${finding.outcome}`));
  const width = Math.max(...words.map(textWidth));
  const lines = findings.flatMap((finding, index) => {
    const { glyph, tone } = looks[finding.outcome];
    const mark = `${glyph} ${padText(words[index] ?? "", width, "left")}`;
    const line = `${paint(mark, tone, look.color)}  ${finding.message}`;
    return finding.hint === undefined ? [line] : [line, `${" ".repeat(width + 4)}→ ${finding.hint}`];
  });
  return [...lines, "", summary(findings, look)].join("\n");
}

function summary(findings: readonly Finding[], look: Look): string {
  const count = (outcome: Finding["outcome"]) => findings.filter((one) => one.outcome === outcome).length;
  const values = { fail: count("fail"), warn: count("warn") };
  if (values.fail > 0) return paint(say(look.language, "doctor.failing", values), "bad", look.color);
  if (values.warn > 0) return paint(say(look.language, "doctor.warning", values), "warn", look.color);
  return paint(say(look.language, "doctor.well"), "good", look.color);
}

export const findingColumns: readonly Column<Finding>[] = [
  { key: "check", title: "column.check", raw: (row) => row.check },
  { key: "outcome", title: "column.state", raw: (row) => row.outcome },
  { key: "message", title: "column.message", raw: (row) => row.message },
  { key: "hint", title: "column.hint", raw: (row) => row.hint ?? null },
];
