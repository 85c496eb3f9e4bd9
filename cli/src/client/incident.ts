import { type Alert, alertSchema, type Muted, mutedSchema } from "@haidang/contract/alert.ts";
import type { Envelope } from "@haidang/contract/api.ts";
import {
  type Incident,
  type IncidentDetail,
  incidentDetailSchema,
  incidentSchema,
} from "@haidang/contract/incident.ts";
import { type SilenceRow, silenceRowSchema } from "@haidang/contract/silence.ts";
import { z } from "zod";
import { ask, type Question, type Server } from "./http.ts";

/** `1024` is `SC-1024`, as people write it. */
function pathOf(id: string): string {
  const number = /^(?:sc-?)?(\d+)$/i.exec(id.trim())?.[1];
  return `incidents/${encodeURIComponent(number === undefined ? id : `SC-${number}`)}`;
}

export function listIncidents(server: Server, query: Question["query"] = {}): Promise<Envelope<Incident[]>> {
  return ask(server, "incidents", z.array(incidentSchema), { query });
}

export function showIncident(server: Server, id: string): Promise<Envelope<IncidentDetail>> {
  return ask(server, pathOf(id), incidentDetailSchema);
}

export type IncidentVerb = "acknowledge" | "unacknowledge" | "assign" | "note" | "overrule" | "resolve";

export function actOn(
  server: Server,
  id: string,
  verb: IncidentVerb,
  body: object,
): Promise<Envelope<Incident>> {
  return ask(server, `${pathOf(id)}/${verb}`, incidentSchema, { method: "POST", body });
}

export function listAlerts(server: Server, all: boolean): Promise<Envelope<Alert[]>> {
  return ask(server, "alerts", z.array(alertSchema), { query: { all: String(all), limit: 1000 } });
}

export function askMuted(server: Server, subject: string): Promise<Envelope<Muted>> {
  return ask(server, "muted", mutedSchema, { query: { subject } });
}

export function listSilences(server: Server, all: boolean): Promise<Envelope<SilenceRow[]>> {
  return ask(server, "silences", z.array(silenceRowSchema), { query: { all: String(all) } });
}

export function addSilence(server: Server, body: object): Promise<Envelope<SilenceRow>> {
  return ask(server, "silences", silenceRowSchema, { method: "POST", body });
}

export function expireSilence(server: Server, id: string): Promise<Envelope<SilenceRow>> {
  return ask(server, `silences/${encodeURIComponent(id)}/expire`, silenceRowSchema, { method: "POST" });
}
