import type {
  ConferenceDetail,
  ConferenceQuality,
  ConferenceRow,
  LayerState,
  QualityPoint,
  Readiness,
  ReadinessColour,
  ReadinessGroup,
  ReadinessLayer,
  ReadinessPoint,
  ReadinessRun,
} from "@haidang/contract/conference.ts";
import { readinessColours } from "@haidang/contract/conference.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { countedPoints, findingText, fixText, meetingTime } from "@haidang/contract/words/conference.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { bitRate, cellNumber, duration, figure, milliseconds, moment, nothing } from "./figure.ts";
import { renderPairs, renderTable } from "./table.ts";
import { paint, type Tone } from "./tone.ts";

const looks: Readonly<Record<LayerState, { glyph: string; tone: Tone }>> = {
  red: { glyph: "✗", tone: "bad" },
  unknown: { glyph: "?", tone: "odd" },
  amber: { glyph: "▲", tone: "warn" },
  green: { glyph: "●", tone: "good" },
  unwatched: { glyph: "○", tone: "dim" },
};

const stateTones = { running: "strong", planned: undefined, over: "dim", cancelled: "dim" } as const;
const mostNames = 8;
const plain = (text: string, most = 120) => deviceText(text, most);

function colourText(state: LayerState, look: Look): string {
  return `${looks[state].glyph} ${say(look.language, `readiness.${state}`)}`;
}

function totalsText(totals: Readiness["totals"], look: Look): string {
  const all = totals.green + totals.amber + totals.red + totals.unknown;
  const ready = say(look.language, "conference.totals", {
    green: figure(totals.green, look.language),
    all: figure(all, look.language),
  });
  const lacking = (["red", "unknown", "amber"] as const)
    .filter((colour) => totals[colour] > 0)
    .map((colour) =>
      paint(
        `${looks[colour].glyph} ${figure(totals[colour], look.language)} ${say(look.language, `readiness.${colour}`)}`,
        looks[colour].tone,
        look.color,
      ),
    );
  return [ready, ...lacking].join(" · ");
}

function participantsText({ participants }: ConferenceRow, look: Look): string {
  if ("ids" in participants) return participants.ids.slice(0, mostNames).join(", ");
  const { under, level } = participants;
  const parts = [
    ...(under === undefined ? [] : [say(look.language, "conference.under", { unit: under })]),
    ...(level === undefined ? [] : [say(look.language, "conference.level", { level })]),
  ];
  return parts.length === 0 ? say(look.language, "conference.all") : parts.join(", ");
}

export const conferenceColumns: readonly Column<ConferenceRow>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => row.state,
    text: (row, look) => say(look.language, `meeting.${row.state}`),
    tone: (row) => stateTones[row.state],
  },
  { key: "id", title: "column.id", raw: (row) => row.id },
  { key: "name", title: "column.name", raw: (row) => plain(row.name), shrinks: true },
  {
    key: "start",
    title: "column.start",
    raw: (row) => row.startMs,
    text: (row, look) => moment(row.startMs, look.language),
  },
  {
    key: "lasts",
    title: "column.lasts",
    raw: (row) => row.durationMin,
    text: (row, look) => duration(row.durationMin * 60, look.language),
    align: "right",
  },
  {
    key: "points",
    title: "column.points",
    raw: (row) => row.count,
    text: (row, look) => figure(row.count, look.language),
    align: "right",
  },
  {
    key: "ready",
    title: "column.ready",
    raw: (row) => row.last?.totals.green ?? null,
    text: (row, look) =>
      row.last === null ? nothing : totalsText(row.last.totals, { ...look, color: false }),
    tone: (row) => (row.last === null ? undefined : looks[worstOf(row.last.totals)].tone),
  },
  {
    key: "owner",
    title: "column.owner",
    raw: (row) => (row.ownerName === null ? null : plain(row.ownerName)),
  },
  { key: "by", title: "column.by", raw: (row) => plain(row.by, 60), wide: true },
];

function worstOf(totals: Readiness["totals"]): ReadinessColour {
  return readinessColours.find((colour) => totals[colour] > 0) ?? "green";
}

/** One meeting after it was planned or cancelled. */
export function renderConference(row: ConferenceRow, look: Look): string {
  const pairs = conferenceColumns
    .filter(({ raw }) => raw(row) !== null)
    .map((column): [string, string] => [
      say(look.language, column.title),
      column.text?.(row, look) ?? String(column.raw(row)),
    ]);
  return renderPairs([...pairs, [say(look.language, "column.takingPart"), participantsText(row, look)]]);
}

function askedText({ quality }: Pick<ConferenceRow, "quality">, look: Look): string {
  const number = (value: number) => figure(value, look.language, { max: 2 });
  return say(look.language, "conference.asked", {
    ...{ rate: number(quality.callKbps), loss: number(quality.lossPct) },
    ...{ jitter: number(quality.jitterMs), rtt: number(quality.rttMs) },
  });
}

const runColumns: readonly Column<ReadinessRun>[] = [
  { key: "run", title: "column.run", raw: (row) => row.run, align: "right" },
  {
    key: "stage",
    title: "column.stage",
    raw: (row) => row.stage,
    text: (row, look) => say(look.language, `stage.${row.stage}`),
  },
  {
    key: "start",
    title: "column.start",
    raw: (row) => row.atMs,
    text: (row, look) => moment(row.atMs, look.language),
  },
  {
    key: "ready",
    title: "column.ready",
    raw: (row) => row.totals.green,
    text: (row, look) => totalsText(row.totals, { ...look, color: false }),
    tone: (row) => looks[worstOf(row.totals)].tone,
  },
];

export function renderConferenceDetail(detail: ConferenceDetail, look: Look): string {
  const runs =
    detail.runs.length === 0
      ? `  ${say(look.language, "conference.noRuns")}`
      : renderTable(detail.runs, runColumns, look, "  ");
  return [
    paint(plain(detail.name), "strong", look.color),
    renderConference(detail, look),
    `  ${askedText(detail, look)}`,
    "",
    paint(say(look.language, "conference.runs"), "strong", look.color),
    runs,
  ].join("\n");
}

const layerColumn = (layer: ReadinessLayer): Column<ReadinessPoint> => ({
  key: layer,
  title: `column.${layer}`,
  raw: (row) => row.layers[layer],
  text: (row, look) => colourText(row.layers[layer], look),
  tone: (row) => looks[row.layers[layer]].tone,
});

const measured = (
  key: "lossPct" | "jitterMs" | "rttMs",
  title: Column<ReadinessPoint>["title"],
): Column<ReadinessPoint> => ({
  key,
  title,
  raw: (row) => row.figures[key],
  text: (row, look) => {
    const value = row.figures[key];
    if (value === null) return nothing;
    return key === "lossPct"
      ? `${figure(value, look.language, { max: 2 })}%`
      : milliseconds(value, look.language);
  },
  csv: (row, look) => numberCell(row.figures[key], look),
  align: "right",
  wide: true,
});

function numberCell(value: number | null, look: Look): string {
  return value === null ? "" : cellNumber(Math.round(value * 1000) / 1000, look.language);
}

export const readinessColumns: readonly Column<ReadinessPoint>[] = [
  {
    key: "colour",
    title: "column.verdictOf",
    raw: (row) => row.colour,
    text: (row, look) => colourText(row.colour, look),
    csv: (row, look) => say(look.language, `readiness.${row.colour}`),
    order: (row) => readinessColours.indexOf(row.colour),
    tone: (row) => looks[row.colour].tone,
  },
  { key: "name", title: "column.name", raw: (row) => plain(row.name), shrinks: true },
  { key: "id", title: "column.id", raw: (row) => row.id, wide: true },
  {
    key: "unit",
    title: "column.unit",
    raw: (row) => (row.unitName === null ? null : plain(row.unitName)),
    wide: true,
  },
  ...(["network", "power", "room", "plan"] as const).map((layer) => ({
    ...layerColumn(layer),
    wide: true as const,
  })),
  measured("lossPct", "column.loss"),
  measured("jitterMs", "column.jitter"),
  measured("rttMs", "column.rtt"),
  {
    key: "free",
    title: "column.free",
    raw: (row) => row.figures.freeBps,
    text: (row, look) => bitRate(row.figures.freeBps, look.language),
    csv: (row, look) => numberCell(row.figures.freeBps, look),
    align: "right",
    wide: true,
  },
  {
    key: "runtime",
    title: "column.runtime",
    raw: (row) => row.figures.runtimeMin,
    text: (row, look) =>
      row.figures.runtimeMin === null ? nothing : duration(row.figures.runtimeMin * 60, look.language),
    csv: (row, look) => numberCell(row.figures.runtimeMin, look),
    align: "right",
    wide: true,
  },
  {
    key: "finding",
    title: "column.finding",
    raw: (row) => row.findings[0]?.code ?? null,
    text: (row, look) => row.findings.map((finding) => findingText(finding, look.language)).join("; "),
    shrinks: true,
  },
];

/** What to mend first, one line of it for each cause; with `all` every point besides. */
export function renderReadiness(readiness: Readiness, look: Look, all: boolean): string {
  const { totals, groups, points, atMs, tookMs } = readiness;
  const unwatched = points.filter(({ layers }) => layers.power === "unwatched").length;
  const names = new Map(points.map(({ id, name }) => [id, plain(name, 80)]));
  const took = say(look.language, "conference.took", {
    ...{ points: countedPoints(points.length, look.language), ms: figure(tookMs, look.language) },
    time: moment(atMs, look.language),
  });
  return [
    totalsText(totals, look),
    ...changeLines(readiness, look),
    "",
    ...(groups.length === 0
      ? [say(look.language, "conference.allReady")]
      : [
          paint(say(look.language, "conference.fixFirst"), "strong", look.color),
          ...groups.map((group, at) => groupLines(group, at + 1, names, look)),
        ]),
    ...(all
      ? [
          "",
          renderTable(
            points,
            readinessColumns.filter(({ wide }) => wide !== true),
            look,
          ),
        ]
      : []),
    "",
    ...(unwatched === 0
      ? []
      : [say(look.language, "conference.unwatched", { points: countedPoints(unwatched, look.language) })]),
    paint(took, "dim", look.color),
  ].join("\n");
}

function changeLines({ changes, points }: Readiness, look: Look): string[] {
  if (changes === null) return [];
  const since = say(look.language, "changes.since", {
    stage: say(look.language, `stage.${changes.stage}`),
    time: meetingTime(changes.atMs),
  });
  const { better, worse } = changes;
  const line =
    better + worse === 0
      ? say(look.language, "changes.none")
      : say(look.language, "changes.line", { better, worse });
  const names = new Map(points.map(({ id, name }) => [id, plain(name, 80)]));
  const moved = changes.points
    .slice(0, mostNames)
    .map(({ id, from, to }) => `  ${looks[from].glyph} → ${looks[to].glyph} ${names.get(id) ?? id}`);
  return [`${since}: ${line}`, ...moved];
}

function groupLines(
  { finding, points, bridges }: ReadinessGroup,
  rank: number,
  names: ReadonlyMap<string, string>,
  look: Look,
): string {
  const { glyph, tone } = looks[finding.colour];
  const shown = points.slice(0, mostNames).map((id) => names.get(id) ?? id);
  const rest = points.length - shown.length;
  const more = rest > 0 ? say(look.language, "find.andMore", { count: rest }) : "";
  const bridge = bridges > 0 ? `, ${say(look.language, "points.andBridge")}` : "";
  const who = `${countedPoints(points.length, look.language)}${bridge}: ${shown.join(", ")}${more}`;
  return [
    paint(`${String(rank).padStart(3)}. ${glyph} ${findingText(finding, look.language)}`, tone, look.color),
    `       ${who}`,
    `       → ${fixText(finding, look.language)}`,
  ].join("\n");
}

const minutesColumn = (
  key: "goodMin" | "poorMin" | "lostMin" | "unknownMin" | "drops",
  title: Column<QualityPoint>["title"],
  tone?: Tone,
): Column<QualityPoint> => ({
  key,
  title,
  raw: (row) => row[key],
  text: (row, look) => figure(row[key], look.language),
  align: "right",
  ...(tone === undefined ? {} : { tone: (row: QualityPoint) => (row[key] > 0 ? tone : undefined) }),
});

const spreadColumn = (
  key: string,
  title: Column<QualityPoint>["title"],
  value: (row: QualityPoint) => number | null,
): Column<QualityPoint> => ({
  key,
  title,
  raw: value,
  text: (row, look) => {
    const found = value(row);
    return found === null ? nothing : figure(found, look.language, { max: 2 });
  },
  csv: (row, look) => numberCell(value(row), look),
  align: "right",
});

export const qualityColumns: readonly Column<QualityPoint>[] = [
  { key: "name", title: "column.name", raw: (row) => plain(row.name), shrinks: true },
  { key: "id", title: "column.id", raw: (row) => row.id, wide: true },
  {
    key: "unit",
    title: "column.unit",
    raw: (row) => (row.unitName === null ? null : plain(row.unitName)),
    wide: true,
  },
  minutesColumn("goodMin", "column.good"),
  minutesColumn("poorMin", "column.poor", "warn"),
  minutesColumn("lostMin", "column.lost", "bad"),
  minutesColumn("unknownMin", "column.unknownMin", "odd"),
  minutesColumn("drops", "column.drops", "bad"),
  spreadColumn("lossP95", "column.lossP95", (row) => row.lossPct.p95),
  { ...spreadColumn("lossMax", "column.lossMax", (row) => row.lossPct.max), wide: true },
  spreadColumn("jitterP95", "column.jitterP95", (row) => row.jitterMs.p95),
  spreadColumn("rttP95", "column.rttP95", (row) => row.rttMs.p95),
];

export function qualityCaption(
  { name, fromMs, toMs }: ConferenceQuality,
  look: Pick<Look, "language">,
): string {
  return say(look.language, "conference.qualityOf", {
    ...{ name: plain(name), from: moment(fromMs, look.language), to: moment(toMs, look.language) },
  });
}
