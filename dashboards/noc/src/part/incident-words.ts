import { muteKinds, severities } from "@haidang/contract/alert.ts";
import type { Incident, IncidentEvent } from "@haidang/contract/incident.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { causes } from "@haidang/contract/verdict.ts";
import { systemPartText } from "@haidang/contract/words/judging.ts";
import { capital, formatDateTime, formatPct, formatSpan } from "../format.ts";
import { shownVerdict } from "../incident.ts";
import { language } from "../setting.ts";
import { t, wordOr } from "../words/words.ts";

type Values = IncidentEvent["values"];

/** Values of a sentence, those of devices and people made harmless. */
export function plainValues(values: Values): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? deviceText(value, 255) : value,
    ]),
  );
}

/** The verdict in a few words; without one, what is wrong. */
export function verdictWord(incident: Pick<Incident, "overruled" | "verdict" | "alert">): string {
  const { cause } = shownVerdict(incident);
  return capital(cause === null ? t(`alert.${incident.alert}`) : t(`cause.${cause}`));
}

/** How sure the verdict is, or the likeliest cause of one that is not; empty where there is nothing to say. */
export function certaintyText(incident: Pick<Incident, "overruled" | "verdict" | "alert">): string {
  const { overruled } = incident;
  if (overruled !== null) {
    return t("case.byHand", { by: deviceText(overruled.by, 60), reason: deviceText(overruled.reason, 255) });
  }
  const { cause, confidencePct, guess } = shownVerdict(incident);
  const pct = (value: number) => formatPct(value, 0, language.value);
  if (guess !== null) {
    return t("case.guess", { cause: t(`cause.${guess.cause}`), pct: pct(guess.confidencePct) });
  }
  if (confidencePct !== null) return t("case.confidence", { pct: pct(confidencePct) });
  return cause === null && incident.alert === "outage" ? t("case.noVerdict") : "";
}

/** Who has to act: `Cần xử lý: nhà mạng`. Nobody is blamed without evidence. */
export function actorText(incident: Pick<Incident, "overruled" | "verdict">): string {
  const { responsibility } = shownVerdict(incident);
  if (responsibility === "unknown") return capital(t("case.unknownActs"));
  return `${t("case.acts")}: ${t(`responsibility.${responsibility}`)}`;
}

/** Who has taken it on. */
export function ownerText({
  acknowledgedBy,
  assignee,
}: Pick<Incident, "acknowledgedBy" | "assignee">): string {
  const said = [
    acknowledgedBy === null
      ? t("case.nobody")
      : t("case.acknowledged", { by: deviceText(acknowledgedBy, 60) }),
    ...(assignee === null ? [] : [t("case.assigned", { to: deviceText(assignee, 60) })]),
  ];
  return capital(said.join(" · "));
}

/** What it is about: its root, or many links of a carrier that went together. */
export function aboutText({ together, following, root, rootName }: Incident): string {
  const name = deviceText(rootName, 120);
  const part = root.kind === "system" ? systemPartText(root.id, language.value) : undefined;
  if (part !== undefined) return `${part}: ${name}`;
  if (together === undefined) return name;
  const { carrier, areaName } = together;
  return t("case.together", {
    ...{ count: following.firing + 1, name },
    ...{ carrier: deviceText(carrier, 60), area: deviceText(areaName, 80) },
  });
}

/** What happened, in one sentence. */
export function eventText(event: IncidentEvent): string {
  const { kind, values } = event;
  const note = kind !== "noted" && typeof values["note"] === "string" ? values["note"] : "";
  const isOfNobody = kind === "notification_failed" && values["channel"] === undefined;
  const sentence = capital(t(isOfNobody ? "event.toldNobody" : `event.${kind}`, eventValues(event)));
  return note === "" ? sentence : `${sentence}: ${deviceText(note, 255)}`;
}

function eventValues({ kind, values }: IncidentEvent): Record<string, string | number> {
  const said = plainValues(values);
  switch (kind) {
    case "severity_changed":
      return {
        ...said,
        from: word("severity", severities, values["from"]),
        to: word("severity", severities, values["to"]),
      };
    case "verdict_changed":
    case "overruled":
      return {
        ...said,
        from: word("cause", causes, values["from"]),
        to: word("cause", causes, values["to"]),
      };
    case "muted":
      return { ...said, mute: word("mute", muteKinds, values["by"]) };
    case "resolved":
      return { duration: formatSpan(Number(values["lastedMs"] ?? 0) / 1000, language.value) };
    case "notified":
    case "notification_failed":
      return toldValues(said);
    case "digest":
      return { ...said, from: timeOf(values["fromMs"]), to: timeOf(values["toMs"]) };
    default:
      return said;
  }
}

/** Whom and by what, or why nobody. Entries of before have ids alone. */
function toldValues(said: Record<string, string | number>): Record<string, string> {
  const text = (key: string) => String(said[key] ?? "");
  const channel = text("channelName") || text("channel");
  const name = text("contactName") || text("contact");
  const why = whyNotTold(text("reason"));
  const detail = text("detail") || text("of");
  return {
    who: name === "" ? channel : t("event.toldBy", { name, channel }),
    purpose: wordOr(`purpose.${text("purpose")}`, ""),
    why: detail === "" ? why : `${why} (${detail})`,
  };
}

function word(family: "severity" | "cause" | "mute", known: readonly string[], value: unknown): string {
  const one = known.find((name) => name === value);
  return one === undefined ? deviceText(String(value ?? ""), 60) : wordOr(`${family}.${one}`, one);
}

function timeOf(value: unknown): string {
  return typeof value === "number" ? formatDateTime(value) : "";
}

/** Why a notification did not get out. */
export function whyNotTold(reason: string): string {
  return wordOr(`delivery.${reason}`, wordOr(`missing.${reason}`, reason));
}
