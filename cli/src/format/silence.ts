import type { Muted } from "@haidang/contract/alert.ts";
import type { SilenceRow } from "@haidang/contract/silence.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure, moment } from "./figure.ts";
import { renderPairs } from "./table.ts";

const tones = { active: "warn", pending: undefined, over: "dim" } as const;

/** What it matches, in words: `link co-to-1, Viettel`. */
function matchText({ match }: SilenceRow, look: Look): string {
  const { language } = look;
  const parts = [
    ...(match.all === undefined ? [] : [say(language, "silence.all")]),
    ...(match.kind === undefined ? [] : [`${say(language, `kind.${match.kind}`)} ${match.id ?? ""}`.trim()]),
    ...(match.under === undefined ? [] : [`${say(language, "kind.unit")} ${match.under}`]),
    ...(match.site === undefined ? [] : [`${say(language, "kind.site")} ${match.site}`]),
    ...(match.carrier === undefined ? [] : [match.carrier]),
    ...(match.alert === undefined ? [] : [say(language, `alert.${match.alert}`)]),
    ...(match.severity === undefined ? [] : [say(language, `severity.${match.severity}`)]),
  ];
  return deviceText(parts.join(", "), 255);
}

const edge = (key: "from" | "to", value: (row: SilenceRow) => number): Column<SilenceRow> => ({
  key,
  title: `column.${key}`,
  raw: value,
  text: (row, look) => moment(value(row), look.language),
});

export const silenceColumns: readonly Column<SilenceRow>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => row.state,
    text: (row, look) => say(look.language, `silence.${row.state}`),
    tone: (row) => tones[row.state],
  },
  { key: "id", title: "column.id", raw: (row) => deviceText(row.id, 63) },
  {
    key: "scope",
    title: "column.scope",
    raw: (row) => JSON.stringify(row.match),
    text: matchText,
    shrinks: true,
  },
  {
    key: "muting",
    title: "column.muting",
    raw: (row) => row.muting,
    text: (row, look) => figure(row.muting, look.language),
    align: "right",
  },
  edge("from", (row) => row.fromMs),
  edge("to", (row) => row.toMs),
  { key: "reason", title: "column.reason", raw: (row) => deviceText(row.reason, 255), shrinks: true },
  { key: "by", title: "column.by", raw: (row) => deviceText(row.by, 60) },
];

/** One silence after it was added or ended. */
export function renderSilence(row: SilenceRow, look: Look): string {
  return renderPairs(
    silenceColumns.map((column): [string, string] => [
      say(look.language, column.title),
      column.text?.(row, look) ?? String(column.raw(row) ?? ""),
    ]),
  );
}

export function renderMuted({ name, muted, mutes }: Muted, look: Look): string {
  const { language } = look;
  const shown = { name: deviceText(name, 120) };
  if (!muted) return say(language, "muted.no", shown);
  const lines = mutes.map(({ by, id, reason, untilMs }) => {
    const until =
      untilMs === null
        ? say(language, "muted.open")
        : say(language, "muted.until", { time: moment(untilMs, language) });
    return `  ${say(language, `mute.${by}`)} ${deviceText(id, 63)} · ${deviceText(reason, 255)} · ${until}`;
  });
  return [say(language, "muted.yes", shown), ...lines].join("\n");
}
