import { weekdays } from "@haidang/contract/calendar.ts";
import type { MaintenanceRow } from "@haidang/contract/maintenance.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { dayText, figure, moment, nothing } from "@haidang/contract/words/figure.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { renderPairs } from "./table.ts";

const tones = { running: "warn", planned: undefined, over: "dim", cancelled: "dim" } as const;

function scopeText({ scope, scopeName }: MaintenanceRow, look: Look): string {
  const kind = "carrier" in scope ? "carrier" : scope.object.kind;
  const word = kind === "carrier" ? say(look.language, "column.carrier") : say(look.language, `kind.${kind}`);
  return `${word} ${deviceText(scopeName, 120)}`;
}

function repeatText({ time }: MaintenanceRow, look: Look): string {
  if ("fromMs" in time) return "";
  const { hours, firstDay, lastDay } = "weekly" in time ? time.weekly : time.monthly;
  const days =
    "weekly" in time
      ? time.weekly.days.map((day) => say(look.language, `weekday.${day}`))
      : time.monthly.days.map((day) => monthDayText(day, look));
  const until =
    lastDay === undefined
      ? ""
      : say(look.language, "maintenance.until", { day: dayText(lastDay, look.language) });
  const values = { days: days.join(", "), hours, day: dayText(firstDay, look.language) };
  return `${say(look.language, "maintenance.repeats", values)}${until}`;
}

function monthDayText(name: string, { language }: Look): string {
  if (name === "last") return say(language, "monthDay.last");
  const [which = "", named] = name.split("-");
  const weekday = weekdays.find((day) => day === named);
  if (weekday === undefined) return say(language, "monthDay.number", { day: which });
  const order = (["1", "2", "3", "4", "5", "last"] as const).find((one) => one === which) ?? "last";
  return say(language, "monthDay.weekday", {
    which: say(language, `monthDay.which.${order}`),
    weekday: say(language, `weekday.${weekday}`),
  });
}

function noteText(row: MaintenanceRow, look: Look): string {
  const parts = [
    ...(row.annotation ? [say(look.language, "maintenance.annotation")] : []),
    ...(row.cancelled === null
      ? []
      : [
          say(look.language, "maintenance.cancelledBy", {
            by: deviceText(row.cancelled.by, 60),
            time: moment(row.cancelled.atMs, look.language),
          }),
          deviceText(row.cancelled.reason, 255),
        ]),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

const edge = (key: "from" | "to", value: (row: MaintenanceRow) => number | null): Column<MaintenanceRow> => ({
  key,
  title: `column.${key}`,
  raw: value,
  text: (row, look) => {
    const atMs = value(row);
    return atMs === null ? nothing : moment(atMs, look.language);
  },
});

export const maintenanceColumns: readonly Column<MaintenanceRow>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => row.state,
    text: (row, look) => say(look.language, `window.${row.state}`),
    tone: (row) => tones[row.state],
  },
  { key: "id", title: "column.id", raw: (row) => deviceText(row.id, 63) },
  {
    key: "scope",
    title: "column.scope",
    raw: (row) =>
      "carrier" in row.scope ? row.scope.carrier : `${row.scope.object.kind}/${row.scope.object.id}`,
    text: scopeText,
    shrinks: true,
  },
  {
    key: "objects",
    title: "column.objects",
    raw: (row) => row.objects,
    text: (row, look) => figure(row.objects, look.language),
    align: "right",
  },
  edge("from", (row) => row.fromMs),
  edge("to", (row) => row.toMs),
  {
    key: "repeat",
    title: "column.repeat",
    raw: ({ time }) =>
      "fromMs" in time ? null : ("weekly" in time ? time.weekly : time.monthly).days.join(","),
    text: repeatText,
  },
  {
    key: "reason",
    title: "column.reason",
    raw: (row) => deviceText(row.reason, 255),
    shrinks: true,
  },
  {
    key: "by",
    title: "column.by",
    raw: (row) => deviceText(row.by, 60),
    wide: true,
  },
  {
    key: "created",
    title: "column.created",
    raw: (row) => row.createdMs,
    text: (row, look) => moment(row.createdMs, look.language),
    wide: true,
  },
  {
    key: "note",
    title: "column.note",
    raw: (row) => (row.annotation ? "annotation" : null),
    text: noteText,
    tone: () => "dim",
  },
];

/** One window after it was added or cancelled. */
export function renderWindow(row: MaintenanceRow, look: Look): string {
  return renderPairs(
    maintenanceColumns
      .map((column): [string, string] => [
        say(look.language, column.title),
        column.text?.(row, look) ?? String(column.raw(row) ?? ""),
      ])
      .filter(([, value]) => value !== ""),
  );
}
