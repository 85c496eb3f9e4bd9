import type { Incident } from "@haidang/contract/incident.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Message } from "./channel.ts";

/** Larger groups are told in part, and how many are left out. */
const mostIncidents = 100;
const longestText = 20_000;

/** Lines of text, each made safe. */
export function safeLines(text: string, maxLength = longestText): string {
  return text
    .slice(0, maxLength)
    .split(/\r\n|\r|\n/)
    .map((line) => deviceText(line, 2000))
    .join("\n");
}

/** The JSON document a webhook and a command get; `docs/channels.md` describes it. Fields are only ever added. */
export function jsonBody(message: Message, more: Readonly<Record<string, unknown>> = {}): string {
  const { id, purpose, language, incidents, links } = message;
  return JSON.stringify({
    version: 1,
    id,
    purpose,
    language,
    at: new Date(message.atMs).toISOString(),
    subject: deviceText(message.subject, 500),
    text: safeLines(message.text),
    links,
    incidents: incidents.slice(0, mostIncidents).map(safeIncident),
    leftOut: Math.max(incidents.length - mostIncidents, 0),
    ...more,
  });
}

/** As `GET /api/v1/incidents` tells it, each text on one line. */
function safeIncident(incident: Incident): unknown {
  return safeValue(incident);
}

function safeValue(value: unknown): unknown {
  if (typeof value === "string") return deviceText(value, 1000);
  if (Array.isArray(value)) return value.slice(0, 200).map(safeValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, safeValue(inner)]));
}
