import type { VideoRow } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column } from "./column.ts";
import { cellNumber, figure, milliseconds, nothing } from "./figure.ts";
import { latencyColumns } from "./latency.ts";
import {
  addressColumn,
  idColumn,
  lastResultColumn,
  nameColumn,
  reasonColumn,
  sinceColumn,
  stateColumn,
  unitColumn,
} from "./object.ts";

function isInCall({ sip, api }: VideoRow): boolean {
  return api?.inCall ?? sip?.inCall === true;
}

/** Where the point is registered by its own word, with a minus before where it is not; null when it tells nothing. */
function registrations({ api }: VideoRow): string | null {
  const told = [
    ["sip", api?.sipRegistered],
    ["h323", api?.h323Registered],
  ] as const;
  const words = told.flatMap(([name, is]) => (is === undefined ? [] : [is ? name : `-${name}`]));
  return words.length === 0 ? null : words.join(" ");
}

/** The worse of both directions, %; null outside of calls. */
function callLossPct({ api }: VideoRow): number | null {
  const known = [api?.inLossPct, api?.outLossPct].filter((value) => value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}

export const videoColumns: readonly Column<VideoRow>[] = [
  stateColumn,
  nameColumn,
  idColumn,
  sinceColumn,
  ...latencyColumns,
  { key: "sip", title: "column.sip", raw: (row) => row.sip?.statusCode ?? null, align: "right" },
  {
    key: "time",
    title: "column.time",
    raw: (row) => row.sip?.responseMs ?? null,
    text: (row, look) => milliseconds(row.sip?.responseMs, look.language),
    csv: (row, look) =>
      row.sip?.responseMs === undefined ? "" : cellNumber(row.sip.responseMs, look.language),
    align: "right",
  },
  {
    key: "call",
    title: "column.call",
    raw: (row) => (isInCall(row) ? "inCall" : null),
    text: (row, look) => (isInCall(row) ? say(look.language, "video.inCall") : nothing),
  },
  reasonColumn,
  unitColumn,
  { key: "site", title: "column.site", raw: (row) => deviceText(row.siteName, 120), wide: true },
  {
    key: "point",
    title: "column.point",
    raw: (row) => row.pointKind,
    text: (row, look) => say(look.language, `video.${row.pointKind}`),
    wide: true,
  },
  {
    key: "ras",
    title: "column.ras",
    raw: (row) => (row.h323?.ras === undefined ? null : deviceText(row.h323.ras, 40)),
    wide: true,
  },
  {
    key: "gatekeeper",
    title: "column.gatekeeper",
    raw: (row) => (row.h323?.gatekeeperName === undefined ? null : deviceText(row.h323.gatekeeperName, 128)),
    wide: true,
  },
  { key: "registered", title: "column.registered", raw: registrations, wide: true },
  {
    key: "callLoss",
    title: "column.callLoss",
    raw: callLossPct,
    text: (row, look) => {
      const lossPct = callLossPct(row);
      return lossPct === null ? nothing : `${figure(lossPct, look.language, { max: 2 })} %`;
    },
    csv: (row, look) => {
      const lossPct = callLossPct(row);
      return lossPct === null ? "" : cellNumber(lossPct, look.language);
    },
    align: "right",
    wide: true,
  },
  {
    key: "software",
    title: "column.software",
    raw: (row) => (row.api?.software === undefined ? null : deviceText(row.api.software, 120)),
    wide: true,
  },
  {
    key: "certificate",
    title: "column.certificate",
    raw: (row) => row.sip?.certificateDaysLeft ?? null,
    text: (row, look) =>
      row.sip?.certificateDaysLeft === undefined
        ? nothing
        : figure(row.sip.certificateDaysLeft, look.language, { max: 0 }),
    align: "right",
    wide: true,
  },
  { ...addressColumn, wide: true },
  lastResultColumn,
];
