import type { ReportContent, ReportHead, ReportOutage } from "../report.ts";
import { deviceText, type Language } from "../text.ts";
import type { UptimeGroup } from "../uptime.ts";
import { dayText, moment, percent } from "./figure.ts";
import { judging } from "./judging.ts";
import { type ReportWord, reportWords } from "./report.ts";
import { verdictWords } from "./verdict.ts";
import { fill, words } from "./words.ts";

/** How a cell is to be written: `percent` in %, `duration` in s, `time` in UTC ms. */
export type CellKind = "text" | "percent" | "duration" | "time" | "count" | "money";
export type Cell = string | number | null;

export interface SheetColumn {
  key: ReportWord;
  title: string;
  as: CellKind;
  /** Share of the width beside the others. */
  width: number;
  /** Left out where there is little room. */
  minor?: true;
}

/** A table of a report, worded but for its figures: each format writes those in its own way. */
export interface Sheet {
  title: string;
  columns: SheetColumn[];
  rows: Cell[][];
  /** Row of sums, if any. */
  total?: Cell[];
}

/** A report laid out for reading. */
export interface Laid {
  title: string;
  /** Number, period, what it is of, as known when, coverage. */
  lines: string[];
  sheets: Sheet[];
  /** Small print. */
  notes: string[];
  language: Language;
  number: string;
}

/** Below this coverage, %, it is said that figures say little. */
const enoughCoveragePct = 95;

export type Say = (key: ReportWord, values?: Readonly<Record<string, string | number>>) => string;

export function sayIn(language: Language): Say {
  return (key, values = {}) => fill(reportWords[language][key], values);
}

export function layOut(head: ReportHead, content: ReportContent, language: Language): Laid {
  const say = sayIn(language);
  const { kind, whole, groups, rows, contracts, outages, exclusions } = content;
  const sheets = [
    ...(whole === null
      ? []
      : [groupSheet(say("report.sheet.whole"), [{ ...whole, name: say("report.all") }], say)]),
    ...(contracts.length === 0 ? [] : [contractSheet(content, say)]),
    ...groups.map(({ by, rows: some }) =>
      groupSheet(
        say(`report.sheet.${by}`),
        some.map((row) => named(row, by, language)),
        say,
      ),
    ),
    ...(kind === "outages" ? [] : [rowSheet(rows, say)]),
    ...(kind === "sla" ? [] : [outageSheet(outages, say, language)]),
    exclusionSheet(exclusions, say),
  ];
  return {
    ...{ title: say(`report.kind.${kind}`), sheets, language, number: head.number },
    lines: headLines(head, content, language, say),
    notes: notesOf(content, say),
  };
}

function headLines(head: ReportHead, content: ReportContent, language: Language, say: Say): string[] {
  const time = (ms: number) => moment(ms, language);
  return [
    `${say("report.number", { number: head.number })}. ${say("report.period", { from: time(content.fromMs), to: time(content.toMs) })}`,
    filterText(content, language, say),
    coverageText(content, language),
    say("report.known", { time: time(head.knownMs), revision: head.inventoryRevision, by: head.by }),
    say("report.hash", { hash: head.hash }),
    ...(head.before === null ? [] : [say("report.before", { number: head.before })]),
  ];
}

/** How much was really measured; said with every report. */
export function coverageText({ whole }: Pick<ReportContent, "whole">, language: Language): string {
  const pct = whole?.coveragePct ?? null;
  if (whole === null) return reportWords[language]["report.noLinks"];
  const key =
    pct === null || whole?.measuredCount === 0
      ? "report.coverageNone"
      : pct < enoughCoveragePct
        ? "report.coverageLow"
        : "report.coverage";
  return fill(reportWords[language][key], { pct: percent(pct, language) });
}

function filterText({ filter, underName }: ReportContent, language: Language, say: Say): string {
  const { level, under, carrier, circuit, link, asOf } = filter;
  const parts = [
    ...(level === undefined
      ? []
      : [say("report.filter.level", { value: words[language][`unitKind.${level}`] })]),
    ...(under === undefined ? [] : [say("report.filter.under", { value: underName ?? under })]),
    ...(carrier === undefined ? [] : [say("report.filter.carrier", { value: deviceText(carrier, 120) })]),
    ...(circuit === undefined ? [] : [say("report.filter.circuit", { value: deviceText(circuit, 60) })]),
    ...(link === undefined ? [] : [say("report.filter.link", { value: link })]),
    ...(asOf === undefined ? [] : [say("report.filter.asOf", { value: dayText(asOf, language) })]),
  ];
  return parts.length === 0 ? say("report.filter.none") : parts.join("; ");
}

function notesOf(content: ReportContent, say: Say): string[] {
  if (content.contracts.length === 0) return [say("report.terms")];
  const hasFees = content.contracts.some(({ creditPct }) => creditPct !== null);
  return [say("report.terms"), say("report.termsContract"), ...(hasFees ? [] : [say("report.noCredit")])];
}

function named(row: UptimeGroup, by: "level" | "area" | "carrier", language: Language): UptimeGroup {
  if (by !== "level") return row;
  const key = `unitKind.${row.id}`;
  return { ...row, name: isWord(key) ? words[language][key] : row.id };
}

function isWord(key: string): key is keyof typeof words.en {
  return Object.hasOwn(words.en, key);
}

/** What stands in a column, wherever it is used. */
const columnKinds = {
  name: "text",
  worstName: "text",
  unit: "text",
  carrier: "text",
  circuit: "text",
  contract: "text",
  link: "text",
  kept: "text",
  cause: "text",
  sure: "text",
  answers: "text",
  incident: "text",
  evidence: "text",
  what: "text",
  by: "text",
  reason: "text",
  agent: "text",
  probe: "text",
  state: "text",
  mean: "percent",
  anyPath: "percent",
  worst: "percent",
  coverageColumn: "percent",
  availability: "percent",
  target: "percent",
  charged: "percent",
  members: "count",
  measured: "count",
  outages: "count",
  creditPct: "count",
  results: "count",
  offsetLeast: "count",
  offsetMost: "count",
  down: "duration",
  longest: "duration",
  unknownTime: "duration",
  maintenanceTime: "duration",
  left: "duration",
  chargedTime: "duration",
  excludedTime: "duration",
  undecidedTime: "duration",
  lasted: "duration",
  from: "time",
  to: "time",
  at: "time",
  fee: "money",
  credit: "money",
} as const satisfies Record<string, CellKind>;
type ColumnName = keyof typeof columnKinds;

const minorColumns: ReadonlySet<ColumnName> = new Set([
  "worstName",
  "sure",
  "evidence",
  "measured",
  "longest",
  "unknownTime",
  "maintenanceTime",
  "left",
  "fee",
]);

/** Columns in the order given, each with its width. */
export function titled(widths: Readonly<Partial<Record<ColumnName, number>>>, say: Say): SheetColumn[] {
  return (Object.keys(widths) as ColumnName[]).map((name) => ({
    key: `report.${name}` as const,
    title: say(`report.${name}`),
    as: columnKinds[name],
    width: widths[name] ?? 1,
    ...(minorColumns.has(name) ? { minor: true as const } : {}),
  }));
}

function groupSheet(title: string, groups: readonly UptimeGroup[], say: Say): Sheet {
  return {
    title,
    columns: titled(
      {
        name: 3,
        members: 1,
        measured: 1,
        mean: 1.2,
        anyPath: 1.2,
        worst: 1.2,
        worstName: 2.6,
        coverageColumn: 1.2,
        outages: 1,
        down: 1.6,
        longest: 1.6,
      },
      say,
    ),
    rows: groups.map((group) => [
      ...[group.name, group.memberCount, group.measuredCount, group.meanPct, group.anyPathPct],
      ...[group.worst?.pct ?? null, group.worst?.name ?? null, group.coveragePct, group.outages],
      ...[group.seconds.down, group.longestOutageS],
    ]),
  };
}

function rowSheet(rows: ReportContent["rows"], say: Say): Sheet {
  return {
    title: say("report.sheet.rows"),
    columns: titled(
      {
        name: 2.6,
        unit: 2.2,
        carrier: 1.3,
        circuit: 1.5,
        availability: 1.2,
        coverageColumn: 1.2,
        outages: 1.1,
        down: 1.5,
        longest: 1.5,
        unknownTime: 1.5,
        maintenanceTime: 1.5,
        target: 1,
        left: 1.5,
      },
      say,
    ),
    rows: rows
      .toSorted((a, b) => (a.availabilityPct ?? 101) - (b.availabilityPct ?? 101))
      .map((row) => [
        ...[row.name, row.unitName, row.carrier ?? null, row.circuit ?? null],
        ...[row.availabilityPct, row.coveragePct, row.outages, row.seconds.down, row.longestOutageS],
        ...[row.seconds.unknown, row.seconds.maintenance, row.sla?.targetPct ?? null, row.sla?.leftS ?? null],
      ]),
  };
}

function contractSheet({ contracts }: ReportContent, say: Say): Sheet {
  const sum = (of: (row: (typeof contracts)[number]) => number | null) =>
    contracts.reduce((total, row) => total + (of(row) ?? 0), 0);
  return {
    title: say("report.sheet.contracts"),
    columns: titled(
      {
        contract: 2,
        carrier: 1.3,
        link: 2.2,
        circuit: 1.4,
        target: 1,
        availability: 1.2,
        charged: 1.2,
        kept: 1.1,
        coverageColumn: 1.1,
        chargedTime: 1.4,
        excludedTime: 1.4,
        undecidedTime: 1.4,
        fee: 1.4,
        creditPct: 0.9,
        credit: 1.4,
      },
      say,
    ),
    rows: contracts.map((row) => [
      ...[row.contractNumber ?? row.contractName, row.carrier, row.linkName, row.circuit ?? null],
      ...[row.targetPct, row.availabilityPct, row.chargedPct],
      row.kept === null ? null : say(row.kept ? "report.yes" : "report.no"),
      ...[row.coveragePct, row.chargedS, row.excludedS, row.undecidedS, row.fee, row.creditPct, row.credit],
    ]),
    total: [
      ...[say("report.total"), null, null, null, null, null, null, null, null],
      ...[sum((row) => row.chargedS), sum((row) => row.excludedS), sum((row) => row.undecidedS)],
      ...[sum((row) => row.fee), null, sum((row) => row.credit)],
    ],
  };
}

function outageSheet(outages: readonly ReportOutage[], say: Say, language: Language): Sheet {
  return {
    title: say("report.sheet.outages"),
    columns: titled(
      {
        from: 1.9,
        to: 1.9,
        lasted: 1.4,
        link: 2,
        unit: 2,
        carrier: 1.1,
        cause: 1.6,
        sure: 0.8,
        answers: 1.2,
        incident: 1,
        evidence: 3.8,
      },
      say,
    ),
    rows: outages.map((outage) => [
      outage.fromMs,
      outage.lasts ? say("report.lasts") : outage.toMs,
      (outage.toMs - outage.fromMs) / 1000,
      ...[outage.name, outage.unitName, outage.carrier ?? null],
      judging[language][`cause.${outage.cause}`],
      `${outage.confidencePct} %`,
      judging[language][`responsibility.${outage.responsibility}`],
      ...[outage.incident, evidenceText(outage, say, language)],
    ]),
  };
}

/** What a person said, then what speaks for the cause: one sentence each. */
function evidenceText({ overruled, evidence, cause }: ReportOutage, say: Say, language: Language): string {
  const said = overruled === null ? [] : [say("report.overruled", overruled)];
  const lines = evidence
    .filter((line) => line.speaks === "for" && (line.cause === cause || cause === "not_known"))
    .map(
      ({ kind, values, atMs }) =>
        `${moment(atMs, language)} ${fill(verdictWords[language][`evidence.${kind}`], values)}`,
    );
  return deviceText([...said, ...new Set(lines)].join("; "), 1000);
}

function exclusionSheet(exclusions: ReportContent["exclusions"], say: Say): Sheet {
  return {
    title: say("report.sheet.exclusions"),
    columns: titled(
      { what: 2.4, name: 2.4, from: 1.9, to: 1.9, members: 0.8, by: 1.4, at: 1.9, reason: 4 },
      say,
    ),
    rows: exclusions.map((one) => [
      ...[say(`report.exclusion.${one.kind}`), one.name, one.fromMs, one.toMs, one.links],
      ...[one.by, one.atMs, one.reason],
    ]),
  };
}
