import type { DiscoveredInterface, Discovery, DiscoveryReport } from "@haidang/agent/snmp/discover.ts";
import type { SensorRow } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type SayKey, say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { bitRate, bytes, cellNumber, figure, nothing } from "./figure.ts";
import { renderPairs, renderTable } from "./table.ts";
import { paint } from "./tone.ts";

type Capacity = Discovery["memory"][number];

/** One variable of a walk. */
export interface VariableRow {
  oid: string;
  value: string | number;
}

export const variableColumns: readonly Column<VariableRow>[] = [
  { key: "oid", title: "column.oid", raw: (row) => row.oid },
  {
    key: "value",
    title: "column.value",
    raw: (row) => row.value,
    text: (row) => deviceText(String(row.value)),
    csv: (row) => deviceText(String(row.value), 4096),
    shrinks: true,
  },
];

const interfaceColumns: readonly Column<DiscoveredInterface>[] = [
  { key: "index", title: "column.index", raw: (row) => row.index, align: "right" },
  { key: "interface", title: "column.interface", raw: (row) => deviceText(row.name, 64) },
  { key: "alias", title: "column.alias", raw: (row) => deviceText(row.alias, 80) || nothing, shrinks: true },
  {
    key: "status",
    title: "column.status",
    raw: (row) => `${row.adminStatus}/${row.operStatus}`,
    tone: (row) => (row.operStatus === "up" ? "good" : row.adminStatus === "up" ? "bad" : "dim"),
  },
  {
    key: "speed",
    title: "column.speed",
    raw: (row) => row.speedBps,
    text: (row, look) => (row.speedBps > 0 ? bitRate(row.speedBps, look.language) : nothing),
    align: "right",
  },
  {
    key: "received",
    title: "column.received",
    raw: (row) => Number(row.inOctets),
    text: (row, look) => bytes(Number(row.inOctets), look.language),
    align: "right",
  },
  {
    key: "sent",
    title: "column.sent",
    raw: (row) => Number(row.outOctets),
    text: (row, look) => bytes(Number(row.outOctets), look.language),
    align: "right",
  },
  {
    key: "errors",
    title: "column.errors",
    raw: (row) => row.inErrors + row.outErrors,
    text: (row, look) => figure(row.inErrors + row.outErrors, look.language),
    align: "right",
  },
  { key: "type", title: "column.type", raw: (row) => row.type, wide: true },
];

export const sensorColumns: readonly Column<Omit<SensorRow, "atMs">>[] = [
  {
    key: "kind",
    title: "column.kind",
    raw: (row) => row.kind,
    text: (row, look) => kindWord(row.kind, look),
  },
  { key: "name", title: "column.name", raw: (row) => deviceText(row.name, 120), shrinks: true },
  {
    key: "value",
    title: "column.value",
    raw: (row) => row.value,
    text: (row, look) => figure(row.value, look.language, { max: 3 }),
    csv: (row, look) => cellNumber(row.value, look.language),
    align: "right",
  },
  { key: "unit", title: "column.measure", raw: (row) => row.unit },
  { key: "status", title: "column.state", raw: (row) => row.status ?? "" },
  { key: "oid", title: "column.oid", raw: (row) => row.oid, wide: true },
];

const processorColumns: readonly Column<Discovery["processors"][number]>[] = [
  { key: "oid", title: "column.oid", raw: (row) => row.oid },
  {
    key: "load",
    title: "column.load",
    raw: (row) => row.pct,
    text: (row, look) => `${figure(row.pct, look.language, { max: 1 })}%`,
    align: "right",
  },
];

const capacityColumns: readonly Column<Capacity>[] = [
  { key: "name", title: "column.name", raw: (row) => deviceText(row.name, 120), shrinks: true },
  {
    key: "used",
    title: "column.used",
    raw: (row) => row.usedBytes,
    text: (row, look) => bytes(row.usedBytes, look.language),
    align: "right",
  },
  {
    key: "total",
    title: "column.total",
    raw: (row) => row.totalBytes,
    text: (row, look) => bytes(row.totalBytes, look.language),
    align: "right",
  },
  {
    key: "load",
    title: "column.load",
    raw: (row) => (row.usedBytes / row.totalBytes) * 100,
    text: (row, look) => `${figure((row.usedBytes / row.totalBytes) * 100, look.language, { max: 1 })}%`,
    align: "right",
  },
];

function kindWord(kind: SensorRow["kind"], look: Look): string {
  return say(look.language, `sensor.${kind}`);
}

/** What `haidang snmp discover` prints for people: who it is, then each list that has anything. */
export function renderDiscovery(
  { discovery, profile, missed }: DiscoveryReport,
  look: Look,
  wide: boolean,
): string {
  const { identity, interfaces, sensors, processors, memory, storage } = discovery;
  const list = <Row>(title: SayKey, rows: readonly Row[], columns: readonly Column<Row>[]): string[] => {
    if (rows.length === 0) return [];
    const shown = columns.filter((column) => wide || !column.wide);
    const heading = paint(
      `${say(look.language, title)} (${figure(rows.length, look.language)})`,
      "strong",
      look.color,
    );
    return [`${heading}\n${renderTable(rows, shown, look, "  ")}`];
  };
  const sections = [
    identityText(identity, profile, look),
    ...list("detail.interfaces", interfaces, interfaceColumns),
    ...list("snmp.sensors", sensors, sensorColumns),
    ...list("snmp.processors", processors, processorColumns),
    ...list("snmp.memory", memory, capacityColumns),
    ...list("snmp.storage", storage, capacityColumns),
  ];
  if (missed.length > 0) {
    const lines = missed.map((part) => `  ${deviceText(part)}`);
    sections.push([paint(say(look.language, "snmp.missed"), "warn", look.color), ...lines].join("\n"));
  }
  return sections.join("\n\n");
}

function identityText(identity: Discovery["identity"], profile: string, look: Look): string {
  const rows: [SayKey, string | undefined][] = [
    ["column.sysName", identity.sysName],
    ["column.vendor", identity.vendor],
    ["column.model", identity.model],
    ["column.os", identity.os],
    ["column.version", identity.version],
    ["column.serial", identity.serial],
    ["column.sysDescr", identity.sysDescr],
    ["column.sysObjectID", identity.sysObjectID],
    ["column.profile", profile],
  ];
  return renderPairs(
    rows.flatMap(([key, text]): [string, string][] =>
      text === undefined || text === "" ? [] : [[say(look.language, key), deviceText(text)]],
    ),
    "",
  );
}
