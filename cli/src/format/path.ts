import type { LinkPath } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { cellNumber, figure, milliseconds, moment } from "./figure.ts";
import { renderTable } from "./table.ts";

export type HopRow = LinkPath["hops"][number];

const silent = "*";
const mostChanges = 6;

const addressOf = (address: string | null): string => (address === null ? silent : deviceText(address, 60));

export const hopColumns: readonly Column<HopRow>[] = [
  { key: "hop", title: "column.hop", raw: (row) => row.hop, align: "right" },
  { key: "address", title: "column.address", raw: (row) => addressOf(row.address) },
  {
    key: "rtt",
    title: "column.rtt",
    raw: (row) => row.rttMs,
    text: (row, look) => milliseconds(row.rttMs, look.language),
    csv: (row, look) => (row.rttMs === null ? "" : cellNumber(row.rttMs, look.language)),
    align: "right",
  },
];

/** A path hop by hop, how far it was followed, its MTU and how it changed. */
export function renderPath(path: LinkPath, look: Look, indent = ""): string {
  const { language } = look;
  const lines = path.hops.length === 0 ? [] : [renderTable(path.hops, hopColumns, look, indent)];
  const said = [
    ...(path.reached ? [] : [say(language, "path.open")]),
    path.pmtuBytes === undefined
      ? say(language, "path.noMtu")
      : say(language, "path.mtu", { bytes: figure(path.pmtuBytes, language) }),
    say(language, "path.traced", { time: moment(path.atMs, language, true) }),
    ...path.changes.slice(0, mostChanges).map(({ atMs, from, to }) =>
      say(language, "path.changed", {
        time: moment(atMs, language),
        from: from.map(addressOf).join(" > "),
        to: to.map(addressOf).join(" > "),
      }),
    ),
  ];
  const more = path.changes.length - mostChanges;
  if (more > 0) said.push(say(language, "detail.more", { count: more }));
  return [...lines, ...said.map((line) => `${indent}${line}`)].join("\n");
}
