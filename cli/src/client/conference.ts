import type { Envelope } from "@haidang/contract/api.ts";
import {
  type ConferenceDetail,
  type ConferenceQuality,
  type ConferenceRow,
  conferenceDetailSchema,
  conferenceQualitySchema,
  type conferenceRequestSchema,
  conferenceRowSchema,
  type Readiness,
  readinessSchema,
} from "@haidang/contract/conference.ts";
import { z } from "zod";
import { matchName } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listConferences(server: Server, all: boolean): Promise<Envelope<ConferenceRow[]>> {
  return ask(server, "conferences", z.array(conferenceRowSchema), all ? { query: { all: "true" } } : {});
}

/** The id of the meeting a word means: `12` and `hn-12` are `HN-12`; a name that is not over goes before one that is. */
export async function conferenceId(server: Server, word: string): Promise<string> {
  const number = /^(?:hn-?)?(\d+)$/i.exec(word.trim())?.[1];
  if (number !== undefined) return `HN-${number}`;
  const { data } = await listConferences(server, true);
  const open = data.filter(({ state }) => state === "planned" || state === "running");
  try {
    return matchName(word, open, "conference", server.language).id;
  } catch {
    // said with all there are to choose from
    return matchName(word, data, "conference", server.language).id;
  }
}

const pathOf = (id: string, rest = "") => `conferences/${encodeURIComponent(id)}${rest}`;

export function addConference(
  server: Server,
  body: z.input<typeof conferenceRequestSchema>,
): Promise<Envelope<ConferenceRow>> {
  return ask(server, "conferences", conferenceRowSchema, { method: "POST", body });
}

export function cancelConference(
  server: Server,
  id: string,
  reason: string,
): Promise<Envelope<ConferenceRow>> {
  return ask(server, pathOf(id, "/cancel"), conferenceRowSchema, { method: "POST", body: { reason } });
}

export function showConference(server: Server, id: string): Promise<Envelope<ConferenceDetail>> {
  return ask(server, pathOf(id), conferenceDetailSchema);
}

export function readReadiness(
  server: Server,
  id: string,
  { run, keep }: { run?: number | undefined; keep: boolean },
): Promise<Envelope<Readiness>> {
  const path = pathOf(id, "/readiness");
  if (keep) return ask(server, path, readinessSchema, { method: "POST" });
  return ask(server, path, readinessSchema, run === undefined ? {} : { query: { run } });
}

export function readQuality(server: Server, id: string): Promise<Envelope<ConferenceQuality>> {
  return ask(server, pathOf(id, "/quality"), conferenceQualitySchema);
}
