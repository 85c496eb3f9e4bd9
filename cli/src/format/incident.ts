import { type Alert, type Mute, type Severity, type Subject, severities } from "@haidang/contract/alert.ts";
import type { Incident, IncidentDetail, IncidentEvent } from "@haidang/contract/incident.ts";
import { notificationPurposes } from "@haidang/contract/notify.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type Cause, causes, type Evidence, sureFromPct, type Verdict } from "@haidang/contract/verdict.ts";
import { systemPartText } from "@haidang/contract/words/judging.ts";
import { say, words } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { duration, figure, moment, nothing } from "./figure.ts";
import { renderPairs } from "./table.ts";
import { paint, type Tone } from "./tone.ts";

const tones: Readonly<Record<Severity, Tone>> = {
  critical: "bad",
  major: "bad",
  minor: "warn",
  warning: "warn",
  info: "dim",
};

const plain = (text: string, most = 120) => deviceText(text, most);

export function subjectName({ kind, id }: Subject, name: string, look: Look): string {
  if (kind !== "system") return plain(name);
  const part = systemPartText(id, look.language);
  return part === undefined ? plain(name) : `${part}: ${plain(name)}`;
}

function nameText(incident: Incident, look: Look): string {
  const { together, following, root, rootName } = incident;
  if (together === undefined) return subjectName(root, rootName, look);
  return say(look.language, "incident.together", {
    count: following.firing + 1,
    carrier: plain(together.carrier),
    area: plain(together.areaName),
    name: plain(rootName),
  });
}

/** What a person says it was, else what was worked out, never surer than it is. */
export function verdictText({ overruled, verdict }: Incident, look: Look): string {
  const { language } = look;
  if (overruled !== null) {
    return say(language, "incident.overruledBy", {
      by: plain(overruled.by, 60),
      cause: say(language, `cause.${overruled.cause}`),
      responsibility: say(language, `responsibility.${overruled.responsibility}`),
      reason: plain(overruled.reason, 255),
    });
  }
  return verdict === null ? say(language, "incident.noVerdict") : machineText(verdict, look);
}

function machineText(verdict: Verdict, { language }: Look): string {
  if (verdict.cause !== "not_known" && verdict.confidencePct >= sureFromPct) {
    return say(language, "incident.sure", {
      cause: say(language, `cause.${verdict.cause}`),
      pct: verdict.confidencePct,
      responsibility: say(language, `responsibility.${verdict.responsibility}`),
    });
  }
  const [best] = verdict.weighed.filter(({ cause }) => cause !== "not_known");
  if (best === undefined) return say(language, "cause.not_known");
  return say(language, "incident.guess", {
    cause: say(language, `cause.${best.cause}`),
    pct: best.confidencePct,
  });
}

function actsText({ assignee, acknowledgedBy, state }: Incident, look: Look): string {
  const who = assignee ?? acknowledgedBy;
  if (who !== null) return plain(who);
  return state === "resolved" ? nothing : say(look.language, "incident.nobody");
}

function sinceText({ startsMs, resolvedMs }: Incident, look: Look): string {
  return duration(((resolvedMs ?? look.nowMs) - startsMs) / 1000, look.language);
}

export function mutesText(mutes: readonly Mute[], look: Look): string {
  return mutes.map(({ by, id }) => `${say(look.language, `mute.${by}`)} ${plain(id, 63)}`).join(", ");
}

export const incidentColumns: readonly Column<Incident>[] = [
  { key: "id", title: "column.id", raw: (row) => row.id },
  {
    key: "severity",
    title: "column.severity",
    raw: (row) => row.severity,
    text: (row, look) => say(look.language, `severity.${row.severity}`),
    order: (row) => severities.indexOf(row.severity),
    tone: (row) => (row.state === "resolved" ? "dim" : tones[row.severity]),
  },
  {
    key: "since",
    title: "column.since",
    raw: (row) => row.startsMs,
    text: sinceText,
    csvTitle: "column.from",
    csv: (row, look) => moment(row.startsMs, look.language, true),
  },
  { key: "name", title: "column.name", raw: (row) => plain(row.rootName), text: nameText, shrinks: true },
  {
    key: "alert",
    title: "column.alert",
    raw: (row) => row.alert,
    text: (row, look) => say(look.language, `alert.${row.alert}`),
    wide: true,
  },
  {
    key: "verdict",
    title: "column.verdict",
    raw: (row) => row.verdict?.cause ?? null,
    text: verdictText,
    shrinks: true,
  },
  { key: "acts", title: "column.acts", raw: (row) => row.assignee ?? row.acknowledgedBy, text: actsText },
  {
    key: "following",
    title: "column.following",
    raw: (row) => row.following.firing,
    text: (row, look) => figure(row.following.firing, look.language),
    align: "right",
  },
  {
    key: "sites",
    title: "column.sites",
    raw: (row) => row.affected.sites,
    text: (row, look) => figure(row.affected.sites, look.language),
    align: "right",
    wide: true,
  },
  {
    key: "state",
    title: "column.state",
    raw: (row) => row.state,
    text: (row, look) => say(look.language, `incident.${row.state}`),
  },
  { key: "carrier", title: "column.carrier", raw: (row) => row.carrier ?? null, wide: true },
  { key: "unit", title: "column.unit", raw: (row) => row.unitName ?? row.unit ?? null, wide: true },
  {
    key: "muted",
    title: "column.muted",
    raw: (row) => row.mutes[0]?.by ?? null,
    text: (row, look) => mutesText(row.mutes, look),
    tone: () => "dim",
  },
];

export function renderIncident(incident: Incident, look: Look): string {
  const { language, nowMs } = look;
  const lasted = duration(((incident.resolvedMs ?? nowMs) - incident.startsMs) / 1000, language);
  const time =
    incident.resolvedMs === null
      ? say(language, "incident.lasted", {
          duration: lasted,
          time: moment(incident.startsMs, language, true),
        })
      : say(language, "incident.over", {
          duration: lasted,
          from: moment(incident.startsMs, language, true),
          to: moment(incident.resolvedMs, language, true),
        });
  const severity = say(language, `severity.${incident.severity}`);
  const notes = [
    ...(incident.reopened > 0 ? [say(language, "incident.reopenedTimes", { count: incident.reopened })] : []),
    ...(incident.mergedInto === undefined
      ? []
      : [say(language, "incident.mergedInto", { id: incident.mergedInto })]),
  ];
  const machine =
    incident.overruled === null || incident.verdict === null ? "" : machineText(incident.verdict, look);
  const pairs: Array<[string, string]> = [
    [say(language, "column.state"), [say(language, `incident.${incident.state}`), ...notes].join(" · ")],
    [say(language, "column.since"), time],
    [
      say(language, "column.verdict"),
      [verdictText(incident, look), machine].filter((text) => text !== "").join(" · "),
    ],
    [say(language, "column.acts"), actsText(incident, look)],
    [say(language, "column.carrier"), plain(incident.carrier ?? "")],
    [say(language, "column.unit"), plain(incident.unitName ?? "")],
    [say(language, "column.sites"), say(language, "incident.affectedText", incident.affected)],
    [say(language, "column.muted"), mutesText(incident.mutes, look)],
  ];
  const head = `${incident.id}  ${severity} · ${say(language, `alert.${incident.alert}`)}  ${nameText(incident, look)}`;
  return [
    paint(head, incident.state === "resolved" ? "strong" : tones[incident.severity], look.color),
    renderPairs(pairs.filter(([, value]) => value !== "")),
  ].join("\n");
}

/** All there is about one: what it is, why, what was done, what goes by it. */
export function renderIncidentDetail(incident: IncidentDetail, look: Look): string {
  const { language } = look;
  const evidence = incident.verdict?.evidence ?? [];
  const part = (title: Parameters<typeof say>[1], lines: readonly string[]) =>
    lines.length === 0 ? [] : [`\n${paint(say(language, title), "strong", look.color)}`, ...lines];
  return [
    renderIncident(incident, look),
    ...part(
      "incident.evidence",
      evidence.map((line) => evidenceLine(line, look)),
    ),
    ...part(
      "incident.timeline",
      incident.timeline.flatMap((event) => eventLines(event, look)),
    ),
    ...part("incident.follows", alertLines(incident.alerts, look)),
  ].join("\n");
}

function evidenceLine(evidence: Evidence, look: Look): string {
  const sentence = say(look.language, `evidence.${evidence.kind}`, plainValues(evidence.values));
  const cause = say(look.language, `cause.${evidence.cause}`);
  return `  ${moment(evidence.atMs, look.language, true)}  ${sentence} · ${say(look.language, `speaks.${evidence.speaks}`, { cause })}`;
}

function plainValues(values: IncidentEvent["values"]): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? plain(value, 255) : value,
    ]),
  );
}

function causeWord(value: unknown, look: Look): string {
  const cause: Cause | undefined = causes.find((one) => one === value);
  return cause === undefined ? "" : say(look.language, `cause.${cause}`);
}

function severityWord(value: unknown, look: Look): string {
  const severity = severities.find((one) => one === value);
  return severity === undefined ? "" : say(look.language, `severity.${severity}`);
}

function eventValues({ kind, values }: IncidentEvent, look: Look): Record<string, string | number> {
  const said = plainValues(values);
  const time = (value: unknown) => moment(Number(value), look.language);
  switch (kind) {
    case "severity_changed":
      return { from: severityWord(said["from"], look), to: severityWord(said["to"], look) };
    case "verdict_changed":
    case "overruled":
      return { ...said, from: causeWord(said["from"], look), to: causeWord(said["to"], look) };
    case "resolved":
      return { duration: duration(Number(said["lastedMs"] ?? 0) / 1000, look.language) };
    case "digest":
      return { ...said, from: time(said["fromMs"]), to: time(said["toMs"]) };
    case "muted":
      return { ...said, mute: muteWord(said["by"], look) };
    case "notified":
    case "notification_failed":
      return toldValues(said, look);
    default:
      return said;
  }
}

function muteWord(value: unknown, look: Look): string {
  const by = (["silence", "maintenance", "inhibition"] as const).find((one) => one === value);
  return by === undefined ? "" : say(look.language, `mute.${by}`);
}

/** Whom and by what, or why nobody. Entries of before have ids alone. */
function toldValues(said: Record<string, string | number>, look: Look): Record<string, string> {
  const text = (key: string) => String(said[key] ?? "");
  const channel = text("channelName") || text("channel");
  const name = text("contactName") || text("contact");
  const purpose = notificationPurposes.find((one) => one === said["purpose"]);
  const reason = text("reason");
  const why = wordOr(`delivery.${reason}`, look) ?? wordOr(`missing.${reason}`, look) ?? reason;
  const detail = text("detail") || text("of");
  return {
    who: name === "" ? channel : say(look.language, "event.toldBy", { name, channel }),
    purpose: purpose === undefined ? "" : say(look.language, `purpose.${purpose}`),
    why: detail === "" ? why : `${why} (${detail})`,
  };
}

function wordOr(key: string, { language }: Look): string | undefined {
  const catalogue: Readonly<Record<string, string>> = words[language];
  return catalogue[key];
}

function eventKey({ kind, values }: IncidentEvent): `event.${IncidentEvent["kind"]}` | "event.toldNobody" {
  const isOfNobody = kind === "notification_failed" && values["channel"] === undefined;
  return isOfNobody ? "event.toldNobody" : `event.${kind}`;
}

function eventLines(event: IncidentEvent, look: Look): string[] {
  const sentence = say(look.language, eventKey(event), eventValues(event, look));
  const note =
    event.kind !== "noted" && typeof event.values["note"] === "string"
      ? `: ${plain(event.values["note"], 255)}`
      : "";
  const by = event.by === "haidang" ? "" : ` · ${plain(event.by, 60)}`;
  return [
    `  ${moment(event.atMs, look.language, true)}  ${sentence}${note}${by}`,
    ...digestLines(event, look),
  ];
}

function digestLines({ kind, values }: IncidentEvent, look: Look): string[] {
  if (kind !== "digest") return [];
  const lines: string[] = [];
  for (let at = 1; values[`name${at}`] !== undefined; at += 1) {
    const from = moment(Number(values[`fromMs${at}`]), look.language);
    const to = moment(Number(values[`toMs${at}`]), look.language);
    lines.push(
      `      ${say(look.language, "incident.digestLine", { name: plain(String(values[`name${at}`])), from, to })}`,
    );
  }
  return lines;
}

const mostAlertLines = 20;

function alertLines(alerts: readonly Alert[], look: Look): string[] {
  const ordered = alerts.toSorted((a, b) => Number(a.state === "resolved") - Number(b.state === "resolved"));
  const lines = ordered.slice(0, mostAlertLines).map(({ labels, name, state, startsMs, endsMs }) => {
    const lasted = duration(((endsMs ?? look.nowMs) - startsMs) / 1000, look.language);
    const glyph = state === "firing" ? "✗" : "●";
    const kind = say(look.language, `kind.${labels.kind}`);
    return `  ${glyph} ${kind} ${subjectName(labels, name, look)} · ${say(look.language, `alert.${labels.alert}`)} · ${lasted}`;
  });
  const rest = ordered.length - lines.length;
  return rest > 0 ? [...lines, `  ${say(look.language, "incident.more", { count: rest })}`] : lines;
}

export const alertColumns: readonly Column<Alert>[] = [
  {
    key: "severity",
    title: "column.severity",
    raw: (row) => row.labels.severity,
    text: (row, look) => say(look.language, `severity.${row.labels.severity}`),
    order: (row) => severities.indexOf(row.labels.severity),
    tone: (row) => (row.state === "resolved" ? "dim" : tones[row.labels.severity]),
  },
  {
    key: "alert",
    title: "column.alert",
    raw: (row) => row.labels.alert,
    text: (row, look) => say(look.language, `alert.${row.labels.alert}`),
  },
  {
    key: "kind",
    title: "column.kind",
    raw: (row) => row.labels.kind,
    text: (row, look) => say(look.language, `kind.${row.labels.kind}`),
  },
  {
    key: "name",
    title: "column.name",
    raw: (row) => plain(row.name),
    text: (row, look) => subjectName(row.labels, row.name, look),
    shrinks: true,
  },
  { key: "id", title: "column.id", raw: (row) => plain(row.labels.id, 63), wide: true },
  {
    key: "since",
    title: "column.since",
    raw: (row) => row.startsMs,
    text: (row, look) => duration(((row.endsMs ?? look.nowMs) - row.startsMs) / 1000, look.language),
    csvTitle: "column.from",
    csv: (row, look) => moment(row.startsMs, look.language, true),
  },
  { key: "incident", title: "column.incident", raw: (row) => row.incident },
  {
    key: "muted",
    title: "column.muted",
    raw: (row) => row.mutes[0]?.by ?? null,
    text: (row, look) => mutesText(row.mutes, look),
    tone: () => "dim",
  },
];
