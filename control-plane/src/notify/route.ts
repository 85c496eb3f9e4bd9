import { compareSeverity } from "@haidang/contract/alert.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import type { NotifyRoute, NotifyTarget } from "@haidang/contract/notify.ts";
import { serviceHours } from "../state/hours.ts";
import { isOfChannel } from "./failing.ts";
import { onCall } from "./roster.ts";
import { addressOf, isPersonal, type NotifySettings } from "./settings.ts";

/** A channel, and who is reached through it; null where the channel is a place itself. */
export interface Recipient {
  channel: string;
  contact: string | null;
}

export function sameRecipient(a: Recipient, b: Recipient): boolean {
  return a.channel === b.channel && a.contact === b.contact;
}

/** Why a target reaches nobody, or somebody less. */
export interface Gap {
  why: "no_channel" | "nobody_on_call" | "no_address" | "own_channel";
  /** The roster, contact or channel concerned. */
  of: string;
}

/** The routes an incident takes now, in order. */
export function routesOf(incident: Incident, settings: NotifySettings, nowMs: number): NotifyRoute[] {
  const taken: NotifyRoute[] = [];
  for (const route of settings.routes) {
    if (!matches(route, incident, settings, nowMs)) continue;
    taken.push(route);
    if (!route.continue) break;
  }
  return taken;
}

function matches(
  { when }: NotifyRoute,
  incident: Incident,
  settings: NotifySettings,
  nowMs: number,
): boolean {
  if (when.severity !== undefined && compareSeverity(incident.severity, when.severity) > 0) return false;
  if (when.alerts?.includes(incident.alert) === false) return false;
  if (when.kinds?.includes(incident.root.kind) === false) return false;
  if (when.carriers !== undefined && !when.carriers.includes(incident.carrier ?? "")) return false;
  if (when.areas !== undefined && !isIn(when.areas, incident, settings)) return false;
  if (when.calendar !== undefined && !isDue(when.calendar, settings, nowMs)) return false;
  return when.outside === undefined || !isDue(when.outside, settings, nowMs);
}

function isIn(areas: readonly string[], { root, unit }: Incident, settings: NotifySettings): boolean {
  const above = unitsFrom(root.kind === "unit" ? root.id : unit, settings);
  return areas.some((area) => above.has(area));
}

/** A unit and all above it. */
function unitsFrom(unit: string | undefined, { parents }: NotifySettings): ReadonlySet<string> {
  const passed = new Set<string>();
  for (let at = unit; at !== undefined && !passed.has(at); at = parents.get(at)) passed.add(at);
  return passed;
}

/** Rosters of routes that take what lies in or below a unit, or in a part of it. */
export function rostersAbout(unit: string, settings: NotifySettings): ReadonlySet<string> {
  const above = unitsFrom(unit, settings);
  const concerns = (area: string) => above.has(area) || unitsFrom(area, settings).has(unit);
  const routes = settings.routes.filter(({ when }) => when.areas?.some(concerns) ?? true);
  const targets = routes.flatMap(({ to, escalate }) => [...to, ...escalate.flatMap((step) => step.to)]);
  return new Set(targets.flatMap(({ roster }) => roster ?? []));
}

/** Without the calendar (an inventory of before) it is due always: better told once too often. */
function isDue(id: string, { calendars }: NotifySettings, nowMs: number): boolean {
  const calendar = calendars.get(id);
  return calendar === undefined || serviceHours(calendar, { fromMs: nowMs, toMs: nowMs + 1 }).length > 0;
}

/** Whom targets reach at an instant, each once, and what is missing. A channel does not tell of its own failing. */
export function recipientsOf(
  targets: readonly NotifyTarget[],
  { root }: Pick<Incident, "root">,
  { settings, nowMs }: { settings: NotifySettings; nowMs: number },
): { recipients: Recipient[]; gaps: Gap[] } {
  const recipients: Recipient[] = [];
  const gaps: Gap[] = [];
  const add = (recipient: Recipient) => {
    if (!recipients.some((known) => sameRecipient(known, recipient))) recipients.push(recipient);
  };
  for (const target of targets) {
    const channel = settings.channels.get(target.channel);
    if (channel === undefined) {
      gaps.push({ why: "no_channel", of: target.channel });
      continue;
    }
    if (isOfChannel(root, channel.id)) {
      gaps.push({ why: "own_channel", of: channel.id });
      continue;
    }
    if (!isPersonal(channel.kind)) {
      add({ channel: channel.id, contact: null });
      continue;
    }
    const { ids, missing } = contactsOf(target, settings, nowMs);
    gaps.push(...missing);
    for (const id of ids) {
      const contact = settings.contacts.get(id);
      const address = contact === undefined ? undefined : addressOf(channel.kind, contact);
      if (address === undefined) gaps.push({ why: "no_address", of: id });
      else add({ channel: channel.id, contact: id });
    }
  }
  return { recipients, gaps };
}

function contactsOf(
  target: NotifyTarget,
  { rosters }: NotifySettings,
  nowMs: number,
): { ids: readonly string[]; missing: Gap[] } {
  if (target.roster === undefined) return { ids: target.contacts, missing: [] };
  const roster = rosters.get(target.roster);
  const now = roster === undefined ? [] : onCall(roster, nowMs);
  const missing: Gap[] = now.length > 0 ? [] : [{ why: "nobody_on_call", of: target.roster }];
  return { ids: [...target.contacts, ...now], missing };
}
