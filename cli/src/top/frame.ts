import type { Status } from "@haidang/contract/api.ts";
import { instantClasses } from "@haidang/contract/state.ts";
import { type Look, selectColumns } from "../format/column.ts";
import { figure, moment } from "../format/figure.ts";
import { worstFirst } from "../format/object.ts";
import { isTroubled, nobodyTroubled, statusColumns } from "../format/status.ts";
import { renderTable } from "../format/table.ts";
import { classLooks, paint } from "../format/tone.ts";
import { fitText } from "../format/width.ts";
import { say } from "../words/words.ts";
import type { View } from "./view.ts";

/** Lines above and below the rows: when, counts, a blank, the header, and the keys. */
const around = 5;

export const rowsOf = (screenRows: number): number => Math.max(1, screenRows - around);

/** One screen: when it was so, how many are how, whoever is worst, and which keys do what. */
export function frame(
  status: Status,
  view: View,
  look: Look,
  screen: { rows: number; note?: string },
): string[] {
  const { language } = look;
  const of = status.objects.filter(({ kind }) => view.kind === undefined || kind === view.kind);
  const rows = worstFirst(view.all ? of : of.filter(isTroubled), language);
  const room = rowsOf(screen.rows);
  const from = Math.min(view.from, Math.max(0, rows.length - room));
  const counts = instantClasses
    .map((name) => ({ name, count: of.filter((object) => object.class === name).length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) =>
      paint(
        `${classLooks[name].glyph} ${say(language, `class.${name}`)} ${figure(count, language)}`,
        classLooks[name].tone,
        look.color,
      ),
    );
  const kind = say(language, view.kind === undefined ? "top.all" : `kind.${view.kind}`);
  const agents = say(language, status.agents.silent > 0 ? "status.agentsSilent" : "status.agents", {
    total: figure(status.agents.total, language),
    silent: figure(status.agents.silent, language),
  });
  const head = fitText(`haidang · ${moment(look.nowMs, language, true)} · ${agents}`, look.width);
  const columns = selectColumns(statusColumns, { wide: false }, look);
  const table =
    rows.length === 0
      ? [nobodyTroubled(of, look)]
      : renderTable(rows.slice(from, from + room), columns, look).split("\n");
  const place = say(language, "top.place", {
    kind,
    from: Math.min(rows.length, from + 1),
    to: Math.min(rows.length, from + room),
    total: rows.length,
  });
  const foot = screen.note ?? `${place}   ${say(language, "top.keys")}`;
  const body = [
    paint(head, screen.note === undefined ? "strong" : "warn", look.color),
    counts.join("   "),
    "",
    ...table,
  ];
  const blank = Array.from({ length: Math.max(0, screen.rows - 1 - body.length) }, () => "");
  return [...body, ...blank, paint(fitText(foot, look.width), "dim", look.color)];
}

/** No further than the last row. */
export function held(view: View, status: Status, screenRows: number): View {
  const count = status.objects.filter(
    (object) => (view.kind === undefined || object.kind === view.kind) && (view.all || isTroubled(object)),
  ).length;
  return { ...view, from: Math.min(view.from, Math.max(0, count - rowsOf(screenRows))) };
}
