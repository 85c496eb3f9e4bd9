import type { Incident } from "@haidang/contract/incident.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { sureFromPct } from "@haidang/contract/verdict.ts";
import { judging, systemPartText } from "@haidang/contract/words/judging.ts";
import { fill, words as sharedWords } from "@haidang/contract/words/words.ts";
import { templateWords } from "./words.ts";

/** Parts of the sentences about one incident. All of it is safe to stand in one line. */
export interface Said {
  id: string;
  severity: string;
  /** A sure cause, else what is seen. */
  what: string;
  verdict: string;
  object: string;
  /** The same, without the kind where `what` names it already. */
  shortObject: string;
  place: string;
  acts: string;
  startsMs: number;
  since: string;
  duration: string;
  until: string;
  affected: string;
  state: string;
}

const words = {
  vi: { ...sharedWords.vi, ...judging.vi },
  en: { ...sharedWords.en, ...judging.en },
};

export type TemplateKey = keyof (typeof templateWords)["en"];

export function say(
  language: Language,
  key: TemplateKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return fill(templateWords[language][key], values);
}

const mostName = 160;

export function saidOf(incident: Incident, language: Language, nowMs: number): Said {
  const word = words[language];
  const { verdict, overruled, resolvedMs } = incident;
  const cause = overruled?.cause ?? (isSure(verdict) ? verdict?.cause : undefined);
  const duration = durationText((resolvedMs ?? nowMs) - incident.startsMs, language);
  const carrier = incident.carrier === undefined ? "" : ` (${deviceText(incident.carrier, mostName)})`;
  const what = cause === undefined ? word[`alert.${incident.alert}`] : word[`cause.${cause}`];
  const kind = kindText(incident, language);
  const name = `${deviceText(incident.rootName, mostName)}${carrier}`;
  return {
    id: incident.id,
    severity: word[`severity.${incident.severity}`].toUpperCase(),
    what,
    verdict: verdictText(incident, language),
    object: `${kind} ${name}`,
    shortObject: what.includes(kind) ? name : `${kind} ${name}`,
    place: incident.unitName === undefined ? "" : deviceText(incident.unitName, mostName),
    acts: word[`responsibility.${overruled?.responsibility ?? verdict?.responsibility ?? "unknown"}`],
    startsMs: incident.startsMs,
    since: say(language, "value.since", { time: timeText(incident.startsMs), duration }),
    duration,
    until: resolvedMs === null ? "" : timeText(resolvedMs),
    affected:
      incident.affected.sites + incident.affected.units === 0
        ? ""
        : say(language, "value.affected", incident.affected),
    state: stateText(incident, language),
  };
}

function kindText({ root }: Incident, language: Language): string {
  const part = root.kind === "system" ? systemPartText(root.id, language) : undefined;
  return part === undefined ? words[language][`kind.${root.kind}`] : `${part}:`;
}

function isSure(verdict: Incident["verdict"]): boolean {
  return verdict !== null && verdict.cause !== "not_known" && verdict.confidencePct >= sureFromPct;
}

function verdictText({ verdict, overruled }: Incident, language: Language): string {
  const causeText = (cause: NonNullable<typeof verdict>["cause"]) => words[language][`cause.${cause}`];
  if (overruled !== null) {
    const { cause, by, reason } = overruled;
    const values = { cause: causeText(cause), by: deviceText(by, 60), reason: deviceText(reason, 255) };
    return say(language, "verdict.overruled", values);
  }
  if (isSure(verdict) && verdict !== null) {
    return say(language, "verdict.sure", { cause: causeText(verdict.cause), pct: verdict.confidencePct });
  }
  const guess = verdict?.weighed.find(
    ({ cause, confidencePct }) => cause !== "not_known" && confidencePct > 0,
  );
  const cause = causeText("not_known");
  if (guess === undefined) return say(language, "verdict.none", { cause });
  return say(language, "verdict.guess", { cause, guess: causeText(guess.cause), pct: guess.confidencePct });
}

function stateText({ state, acknowledgedBy, reopened }: Incident, language: Language): string {
  const parts = [words[language][`incident.${state}`]];
  if (state === "acknowledged" && acknowledgedBy !== null) {
    parts[0] = say(language, "value.acknowledged", { by: deviceText(acknowledgedBy, 60) });
  }
  if (reopened > 0) parts.push(say(language, "value.reopened", { count: reopened }));
  return parts.join(", ");
}

/** `13:05 23/11/2026`, on the clock of the province whatever machine this is. */
export function timeText(atMs: number): string {
  const local = new Date(atMs + 7 * 3_600_000).toISOString();
  const [year, month, day] = local.slice(0, 10).split("-");
  return `${local.slice(11, 16)} ${day}/${month}/${year}`;
}

export function durationText(spanMs: number, language: Language): string {
  const minutes = Math.floor(Math.max(0, spanMs) / 60_000);
  if (minutes < 1) return say(language, "duration.short");
  if (minutes < 60) return say(language, "duration.minutes", { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say(language, "duration.hours", { hours, minutes: minutes % 60 });
  return say(language, "duration.days", { days: Math.floor(hours / 24), hours: hours % 24 });
}
