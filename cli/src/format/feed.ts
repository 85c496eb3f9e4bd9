import { type Failover, type FeedRow, feedLimitsPct } from "@haidang/contract/power.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { nameColumn, stateColumn } from "./object.ts";
import { renderTable } from "./table.ts";

const oneDecimal = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10);

export const feedColumns: readonly Column<FeedRow>[] = [
  stateColumn,
  { key: "feed", title: "column.feed", raw: ({ id }) => id },
  { key: "devices", title: "column.drawing", raw: ({ devices }) => devices, align: "right" },
  { key: "alone", title: "column.alone", raw: ({ alone }) => alone, align: "right" },
  { key: "loadW", title: "column.load", raw: ({ loadW }) => oneDecimal(loadW), align: "right" },
  { key: "maxW", title: "column.loadMax", raw: ({ maxW }) => maxW, align: "right" },
  { key: "loadPct", title: "column.loadPct", raw: ({ loadPct }) => oneDecimal(loadPct), align: "right" },
];

export const burdenColumns: readonly Column<Failover["burdens"][number]>[] = [
  nameColumn,
  { key: "nowPct", title: "column.nowPct", raw: ({ nowPct }) => oneDecimal(nowPct), align: "right" },
  { key: "afterPct", title: "column.afterPct", raw: ({ afterPct }) => oneDecimal(afterPct), align: "right" },
];

const mostNamed = 10;

/** The answer first, why, then who would be hit and what the rest would carry, the worst few. */
export function renderFailover(
  { feed, answer, reasons, dies, follows, burdens }: Failover,
  look: Look,
): string {
  const { language } = look;
  const named = (title: "feed.dies" | "feed.follows", objects: Failover["dies"]) => {
    if (objects.length === 0) return [];
    const names = objects.slice(0, mostNamed).map(({ id, name }) => `  ${deviceText(name, 120)} (${id})`);
    const more = objects.length - mostNamed;
    return [
      say(language, title),
      ...names,
      ...(more > 0 ? [`  ${say(language, "feed.more", { count: more })}`] : []),
    ];
  };
  const lines = [
    say(language, `failover.${answer}`, { feed }),
    ...reasons.map(({ why, count }) => `  ${say(language, `failover.${why}`, { count })}`),
    ...named("feed.dies", dies),
    ...named("feed.follows", follows),
  ];
  if (burdens.length === 0) return lines.join("\n");
  const table = renderTable(burdens.slice(0, mostNamed), burdenColumns, look);
  return [...lines, say(language, "feed.burdens", { limit: feedLimitsPct.alone }), table].join("\n");
}
