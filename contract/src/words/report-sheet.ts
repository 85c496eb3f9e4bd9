import type { ReportContent, ReportHead, ReportOutage } from "../report.ts";
import { deviceText, type Language } from "../text.ts";
import type { UptimeGroup } from "../uptime.ts";
import { moment, percent } from "./figure.ts";
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
  const { level, under, carrier, circuit, link } = filter;
  const parts = [
    ...(level === undefined
      ? []
      : [say("report.filter.level", { value: words[language][`unitKind.${level}`] })]),
    ...(under === undefined ? [] : [say("report.filter.under", { value: underName ?? under })]),
    ...(carrier === undefined ? [] : [say("report.filter.carrier", { value: deviceText(carrier, 120) })]),
    ...(circuit === undefined ? [] : [say("report.filter.circuit", { value: deviceText(circuit, 60) })]),
    ...(link === undefined ? [] : [say("report.filter.link", { value: link })]),
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

type Unnamed = Omit<SheetColumn, "title">;
export const column = (key: ReportWord, as: CellKind, width: number): Unnamed => ({ key, as, width });
const minor = (key: ReportWord, as: CellKind, width: number): Unnamed => ({ key, as, width, minor: true });
export const titled = (columns: readonly Unnamed[], say: Say): SheetColumn[] =>
  columns.map((one) => ({ ...one, title: say(one.key) }));

function groupSheet(title: string, groups: readonly UptimeGroup[], say: Say): Sheet {
  return {
    title,
    columns: titled(
      [
        column("report.name", "text", 3),
        column("report.members", "count", 1),
        minor("report.measured", "count", 1),
        column("report.mean", "percent", 1.2),
        column("report.anyPath", "percent", 1.2),
        column("report.worst", "percent", 1.2),
        minor("report.worstName", "text", 2.6),
        column("report.coverageColumn", "percent", 1.2),
        column("report.outages", "count", 1),
        column("report.down", "duration", 1.6),
        minor("report.longest", "duration", 1.6),
      ],
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
      [
        column("report.name", "text", 2.6),
        column("report.unit", "text", 2.2),
        column("report.carrier", "text", 1.3),
        column("report.circuit", "text", 1.5),
        column("report.availability", "percent", 1.2),
        column("report.coverageColumn", "percent", 1.2),
        column("report.outages", "count", 1.1),
        column("report.down", "duration", 1.5),
        minor("report.longest", "duration", 1.5),
        minor("report.unknownTime", "duration", 1.5),
        minor("report.maintenanceTime", "duration", 1.5),
        column("report.target", "percent", 1),
        minor("report.left", "duration", 1.5),
      ],
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
      [
        column("report.contract", "text", 2),
        column("report.carrier", "text", 1.3),
        column("report.link", "text", 2.2),
        column("report.circuit", "text", 1.4),
        column("report.target", "percent", 1),
        column("report.availability", "percent", 1.2),
        column("report.charged", "percent", 1.2),
        column("report.kept", "text", 1.1),
        column("report.coverageColumn", "percent", 1.1),
        column("report.chargedTime", "duration", 1.4),
        column("report.excludedTime", "duration", 1.4),
        column("report.undecidedTime", "duration", 1.4),
        minor("report.fee", "money", 1.4),
        column("report.creditPct", "count", 0.9),
        column("report.credit", "money", 1.4),
      ],
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
      [
        column("report.from", "time", 1.9),
        column("report.to", "time", 1.9),
        column("report.lasted", "duration", 1.4),
        column("report.link", "text", 2),
        column("report.unit", "text", 2),
        column("report.carrier", "text", 1.1),
        column("report.cause", "text", 1.6),
        minor("report.sure", "text", 0.8),
        column("report.answers", "text", 1.2),
        column("report.incident", "text", 1),
        minor("report.evidence", "text", 3.8),
      ],
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
      [
        column("report.what", "text", 2.4),
        column("report.name", "text", 2.4),
        column("report.from", "time", 1.9),
        column("report.to", "time", 1.9),
        column("report.members", "count", 0.8),
        column("report.by", "text", 1.4),
        column("report.at", "time", 1.9),
        column("report.reason", "text", 4),
      ],
      say,
    ),
    rows: exclusions.map((one) => [
      ...[say(`report.exclusion.${one.kind}`), one.name, one.fromMs, one.toMs, one.links],
      ...[one.by, one.atMs, one.reason],
    ]),
  };
}
