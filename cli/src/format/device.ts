import type { DeviceRow, InterfaceRow } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Column, Look } from "./column.ts";
import { bitRate, bytes, figure, nothing } from "./figure.ts";
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

export const deviceColumns: readonly Column<DeviceRow>[] = [
  stateColumn,
  nameColumn,
  idColumn,
  addressColumn,
  sinceColumn,
  { key: "interfaces", title: "column.interfaces", raw: (row) => row.interfaces, align: "right" },
  reasonColumn,
  unitColumn,
  { key: "site", title: "column.site", raw: (row) => deviceText(row.siteName, 120), wide: true },
  {
    key: "sysName",
    title: "column.sysName",
    raw: (row) => (row.sysName === undefined ? null : deviceText(row.sysName, 80)),
    wide: true,
  },
  {
    key: "sysDescr",
    title: "column.sysDescr",
    raw: (row) => (row.sysDescr === undefined ? null : deviceText(row.sysDescr, 160)),
    shrinks: true,
    wide: true,
  },
  lastResultColumn,
];

/** A rate beside the share of the interface's speed it takes. */
function rateText(bps: number | null, speedBps: number, language: Look["language"]): string {
  if (bps === null) return nothing;
  const share = speedBps > 0 ? ` (${figure((bps / speedBps) * 100, language)}%)` : "";
  return `${bitRate(bps, language)}${share}`;
}

const statusTone = (row: InterfaceRow) =>
  row.operStatus === "up" ? "good" : row.adminStatus === "up" ? "bad" : "dim";

export const interfaceColumns: readonly Column<InterfaceRow>[] = [
  { key: "interface", title: "column.interface", raw: (row) => deviceText(row.ifName, 64) },
  { key: "alias", title: "column.alias", raw: (row) => deviceText(row.alias, 80) || nothing, shrinks: true },
  {
    key: "status",
    title: "column.status",
    raw: (row) => `${deviceText(row.adminStatus, 20)}/${deviceText(row.operStatus, 20)}`,
    tone: statusTone,
  },
  {
    key: "speed",
    title: "column.speed",
    raw: (row) => row.speedBps,
    text: (row, look) => (row.speedBps > 0 ? bitRate(row.speedBps, look.language) : nothing),
    align: "right",
  },
  {
    key: "in",
    title: "column.in",
    raw: (row) => row.inBps,
    text: (row, look) => rateText(row.inBps, row.speedBps, look.language),
    align: "right",
  },
  {
    key: "out",
    title: "column.out",
    raw: (row) => row.outBps,
    text: (row, look) => rateText(row.outBps, row.speedBps, look.language),
    align: "right",
  },
  {
    key: "received",
    title: "column.received",
    raw: (row) => row.inOctets,
    text: (row, look) => bytes(row.inOctets, look.language),
    align: "right",
  },
  {
    key: "sent",
    title: "column.sent",
    raw: (row) => row.outOctets,
    text: (row, look) => bytes(row.outOctets, look.language),
    align: "right",
  },
  {
    key: "errors",
    title: "column.errors",
    raw: (row) => row.inErrors + row.outErrors,
    text: (row, look) => figure(row.inErrors + row.outErrors, look.language),
    tone: (row) => (row.inErrors + row.outErrors > 0 ? "warn" : undefined),
    align: "right",
  },
];
