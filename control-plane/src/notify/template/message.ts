import type { Incident, IncidentEvent } from "@haidang/contract/incident.ts";
import type { Contact, NotificationPurpose } from "@haidang/contract/notify.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import type { Evidence } from "@haidang/contract/verdict.ts";
import { verdictWords } from "@haidang/contract/words/verdict.ts";
import { fill } from "@haidang/contract/words/words.ts";
import type { Message } from "../channel/channel.ts";
import { digestLines, shortDigest } from "./digest.ts";
import { cutSeptets, gsmText, septets, smsSeptets } from "./gsm.ts";
import { saidOf, say, timeText } from "./incident.ts";

export interface MessageParts {
  id: string;
  purpose: NotificationPurpose;
  /** None in a test. */
  incidents: readonly Incident[];
  /** What happened while an agent was cut off, where that is what is told. */
  digests: readonly Pick<IncidentEvent, "incident" | "values">[];
  /** The channel's name, for a test. */
  channelName: string;
  contact: Contact | undefined;
  language: Language;
  links: Message["links"];
  /** Of the event it tells of. */
  atMs: number;
  nowMs: number;
}

/** Most incidents one message spells out; the rest is counted. */
const mostListed = 20;
const mostProof = 6;

/** Words what is to be told: the verdict first, then the object, the proof, who acts, since when, and the number. */
export function wordMessage(parts: MessageParts): Message {
  const { id, purpose, incidents, contact, language, links, atMs } = parts;
  const lines = linesOf(parts);
  return {
    ...{ id, purpose, language, incidents, links, atMs },
    subject: deviceText(subjectOf(parts), 250),
    text: lines.map(textLine).join("\n"),
    shortText: shortOf(parts),
    html: htmlOf(lines, language),
    contacts: contact === undefined ? [] : [contact],
  };
}

/** A line of a message: with a name before it, under a name (`items`), or by itself. */
export type Line =
  | { name?: string; value: string; link?: string }
  | { name: string; items: readonly string[] };

function subjectOf({ purpose, incidents, channelName, language, nowMs }: MessageParts): string {
  const [first] = incidents;
  if (first === undefined) return say(language, "subject.test", { channel: deviceText(channelName, 120) });
  const said = saidOf(first, language, nowMs);
  if (incidents.length > 1) {
    const { open, resolved } = countsOf(incidents);
    const key = open === 0 ? "subject.severalOver" : "subject.several";
    return say(language, key, { open, resolved, object: said.object });
  }
  if (first.state === "resolved" && purpose !== "digest") {
    return say(language, "subject.resolved", { ...said });
  }
  if (purpose === "escalation" || purpose === "reminder" || purpose === "update" || purpose === "digest") {
    return say(language, "subject.again", { ...said, purpose: say(language, `purpose.${purpose}`) });
  }
  return say(language, "subject.open", { ...said });
}

function countsOf(incidents: readonly Incident[]): { open: number; resolved: number } {
  const resolved = incidents.filter(({ state }) => state === "resolved").length;
  return { open: incidents.length - resolved, resolved };
}

function linesOf(parts: MessageParts): Line[] {
  const { incidents, channelName, language, nowMs } = parts;
  const [first] = incidents;
  if (first === undefined) {
    return [{ value: say(language, "test.body", { channel: deviceText(channelName, 120) }) }];
  }
  const digests = parts.digests.map((digest): Line => digestLines(digest, language));
  if (incidents.length === 1) {
    return [...digests, ...singleLines(first, language, nowMs), ...linkLines(parts)];
  }
  const listed = incidents.slice(0, mostListed).map((incident) => rowText(incident, language, nowMs));
  const more = incidents.length - listed.length;
  return [
    { value: subjectOf(parts) },
    ...digests,
    ...listed.map((value): Line => ({ value })),
    ...(more === 0 ? [] : [{ value: say(language, "value.more", { count: more }) }]),
    ...linkLines(parts),
  ];
}

function singleLines(incident: Incident, language: Language, nowMs: number): Line[] {
  const said = saidOf(incident, language, nowMs);
  const proof = proofLines(incident, language);
  const lines: (Line & { value?: string })[] = [
    { name: said.severity, value: said.what },
    { name: say(language, "line.verdict"), value: said.verdict },
    { name: say(language, "line.object"), value: said.object },
    { name: say(language, "line.place"), value: said.place },
    ...(proof.length === 0 ? [] : [{ name: say(language, "line.proof"), items: proof }]),
    { name: say(language, "line.acts"), value: said.acts },
    { name: say(language, "line.since"), value: said.since },
    { name: say(language, "line.until"), value: said.until },
    { name: say(language, "line.affected"), value: said.affected },
    { name: say(language, "line.state"), value: said.state },
    { name: say(language, "line.number"), value: said.id },
  ];
  return lines.filter((line) => line.value !== "");
}

/** What speaks for the cause goes before what speaks against it. */
function proofLines({ verdict }: Incident, language: Language): string[] {
  if (verdict === null) return [];
  const rank = ({ cause, speaks }: Evidence) => (cause === verdict.cause && speaks === "for" ? 0 : 1);
  return verdict.evidence
    .toSorted((a, b) => rank(a) - rank(b) || a.atMs - b.atMs)
    .slice(0, mostProof)
    .map((line) => {
      const values = Object.entries(line.values).map(([name, value]): [string, string | number] => [
        name,
        typeof value === "string" ? deviceText(value, 160) : value,
      ]);
      const sentence = fill(verdictWords[language][`evidence.${line.kind}`], Object.fromEntries(values));
      return `${timeText(line.atMs)}: ${sentence}`;
    });
}

function linkLines({ links, language }: MessageParts): Line[] {
  return [
    ...(links.acknowledge === undefined
      ? []
      : [{ name: say(language, "line.acknowledge"), value: links.acknowledge, link: links.acknowledge }]),
    ...(links.show === undefined
      ? []
      : [{ name: say(language, "line.show"), value: links.show, link: links.show }]),
  ];
}

function rowText(incident: Incident, language: Language, nowMs: number): string {
  const { id, severity, what, object, since, until, state } = saidOf(incident, language, nowMs);
  return `${id} · ${severity} · ${what} · ${object} · ${since}${until === "" ? "" : ` - ${until}`} · ${state}`;
}

export function textLine(line: Line): string {
  if ("items" in line) return [`${line.name}:`, ...line.items.map((item) => `  - ${item}`)].join("\n");
  return line.name === undefined ? line.value : `${line.name}: ${line.value}`;
}

/** A page of paragraphs and links, without scripts or styles. */
export function htmlOf(lines: readonly Line[], language: Language): string {
  const body = lines.map((line) => {
    if ("items" in line) {
      const items = line.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("");
      return `<p><b>${escapeHtml(line.name)}:</b></p><ul>${items}</ul>`;
    }
    const value =
      line.link === undefined
        ? escapeHtml(line.value)
        : `<a href="${escapeHtml(line.link)}">${escapeHtml(line.value)}</a>`;
    return `<p>${line.name === undefined ? "" : `<b>${escapeHtml(line.name)}:</b> `}${value}</p>`;
  });
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body>${body.join("\n")}</body></html>`;
}

/** Text that can stand between tags and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}

/** One SMS: what is too long is taken from the name of the object, never from the number. */
function shortOf({ incidents, digests, channelName, language, nowMs }: MessageParts): string {
  const [first] = incidents;
  const [digest] = digests;
  if (digest !== undefined && incidents.length === 1) {
    return cutSeptets(gsmText(shortDigest(digest, language)), smsSeptets);
  }
  if (first === undefined) {
    return cutSeptets(gsmText(say(language, "short.test", { channel: channelName })), smsSeptets);
  }
  if (incidents.length > 1) {
    const list = incidents.map(({ id }) => id).join(" ");
    return cutSeptets(gsmText(say(language, "short.several", { ...countsOf(incidents), list })), smsSeptets);
  }
  const said = saidOf(first, language, nowMs);
  const key = first.state === "resolved" ? "short.resolved" : "short.open";
  const [time, day = ""] = timeText(said.startsMs).split(" ");
  const values = { ...said, time: `${time} ${day.slice(0, 5)}` };
  const bare = gsmText(say(language, key, { ...values, object: "" }));
  const object = cutSeptets(
    gsmText(first.state === "resolved" ? said.object : said.shortObject),
    smsSeptets - septets(bare),
  );
  return gsmText(say(language, key, { ...values, object }));
}
