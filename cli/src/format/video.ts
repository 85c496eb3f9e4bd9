import type { VideoRow } from "@haidang/contract/api.ts";
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
    raw: (row) => (row.sip?.inCall === true ? "inCall" : null),
    text: (row, look) => (row.sip?.inCall === true ? say(look.language, "video.inCall") : nothing),
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
