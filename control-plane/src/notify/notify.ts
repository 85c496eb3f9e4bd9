import { randomBytes } from "node:crypto";
import type { Channel } from "@haidang/contract/channel.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { type Incident, type IncidentDetail, incidentSchema } from "@haidang/contract/incident.ts";
import type {
  ChannelRow,
  ChannelTest,
  Contact,
  NotificationQuery,
  NotificationRow,
  OnCallRow,
} from "@haidang/contract/notify.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import type { Language } from "@haidang/contract/text.ts";
import type { Incidents } from "../incident/incidents.ts";
import type { Letter, NotificationRecord } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import { type AcknowledgeLinks, linkLifeMs } from "./acknowledge.ts";
import type { Delivered, Message } from "./channel/channel.ts";
import { channelRows } from "./channels.ts";
import { purposeOf } from "./hold.ts";
import { letterMessage, letterRecord } from "./letter.ts";
import { createOutbox } from "./outbox.ts";
import { createResend } from "./resend.ts";
import { onCall, onCallUntil } from "./roster.ts";
import { rostersAbout } from "./route.ts";
import { addressOf, isPersonal, type NotifySettings, notifySettings } from "./settings.ts";
import { wordMessage } from "./template/message.ts";
import { createWorker } from "./worker.ts";

/** Delivered ones are kept so long. */
const keepMs = 90 * 24 * 3_600_000;
const tickMs = 1000;
const forgetEveryMs = 3_600_000;
const testWithinMs = 120_000;

export interface NotifyOptions {
  records: RecordStore;
  incidents: Pick<Incidents, "show" | "list" | "recordWithin" | "onEvent">;
  /** The inventory in force, with a version that is another once it may be another. */
  inventory: { version: () => unknown; read: () => Inventory };
  deliver: (channel: Channel, message: Message, signal: AbortSignal) => Promise<Delivered>;
  links: AcknowledgeLinks;
  /** Words the mail of a report; without it there are none. */
  composeReport?: (
    record: NotificationRecord,
    contact: Contact | undefined,
  ) => Promise<Message | { gone: string }>;
  /** Where people reach this control plane; without it messages have no links. */
  publicUrl: string | undefined;
  now: () => number;
  random: () => number;
  onFault: (error: unknown) => void;
}

/** Telling people of incidents. */
export interface Notify {
  /** Takes up what waits and what opened meanwhile, and goes on by itself. */
  begin(): void;
  /** One turn of the clock; `begin` does it each second. */
  tick(): void;
  /** When the outbox was last gone through, without a fault. */
  movedMs(): number;
  list(query: NotificationQuery): NotificationRow[];
  channels(): ChannelRow[];
  /** `unit`: only the rosters that may be asked about what lies in or below it; null for all. */
  onCall(atMs: number, unit: string | null): OnCallRow[];
  /** People of the inventory, by id. */
  contacts(): ReadonlyMap<string, Contact>;
  /** Whom `contact/<id>` or `channel/<id>` names, and the language it is told in. */
  person(by: string): { name: string; language: Language };
  /**
   * Puts a letter to a contact into the outbox, over the first of his channels that takes long texts; within the
   * transaction that is open. Where he has none, that is kept as told to nobody.
   */
  write(contact: string, letter: (language: Language) => Letter): void;
  /** Sends a test message now; throws `not_found` or `usage` when there is no such way. */
  test(channel: string, to: string | undefined): Promise<ChannelTest>;
  stop(): Promise<void>;
}

export function createNotify(options: NotifyOptions): Notify {
  const { records, incidents, now } = options;
  const settings = rememberedSettings(options.inventory);
  const outbox = createOutbox({ records, incidents, settings });
  const compose = (record: NotificationRecord) => {
    if (options.composeReport === undefined || purposeOf(record.items) !== "report")
      return composed(record, options, settings());
    return options.composeReport(record, settings().contacts.get(record.contact ?? ""));
  };
  const deliverTo = async (id: string, message: Message, signal: AbortSignal): Promise<Delivered> => {
    const channel = settings().channels.get(id);
    if (channel === undefined) return gone(id);
    return options.deliver(channel, message, signal);
  };
  const worker = createWorker({
    records,
    compose,
    deliver: deliverTo,
    isSingle: (channel) => settings().channels.get(channel)?.kind === "gsm",
    onDone: outbox.done,
    onFault: options.onFault,
    now,
    random: options.random,
  });
  const resend = createResend({
    channels: () => settings().channels.values(),
    toldTo: (channel) =>
      incidents.list({ limit: 1000 }).filter(({ id }) => outbox.isTold(id, { channel, contact: null })),
    message: (channel, about) => repetition(channel, about, now()),
    deliver: options.deliver,
    onFault: options.onFault,
  });
  let timers: NodeJS.Timeout[] = [];
  let kicking: NodeJS.Immediate | undefined;

  const stopHearing = incidents.onEvent((event, incident) => {
    outbox.heard(event, incident);
    // once the transaction of the event is over
    kicking ??= setImmediate(() => {
      kicking = undefined;
      guarded(worker.kick);
    });
  });

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      options.onFault(error);
    }
  }

  const notify: Notify = {
    begin() {
      guarded(() => outbox.takeUp(now()));
      notify.tick();
      timers = [
        setInterval(notify.tick, tickMs),
        setInterval(() => guarded(() => records.notifications.forget(now() - keepMs)), forgetEveryMs),
      ];
    },
    tick: () =>
      guarded(() => {
        outbox.tick(now());
        worker.kick();
        resend(now());
      }),
    movedMs: worker.movedMs,
    list: (query) => records.notifications.list(query).map((record) => rowOf(record, settings())),
    channels: () => channelRows(settings().channels.values(), records),
    onCall: (atMs, unit) => onCallRows(settings(), atMs, unit),
    contacts: () => settings().contacts,
    person: (by) => personOf(by, settings()),
    write(contact, letter) {
      records.notifications.put(letterRecord(settings(), contact, letter, now()));
    },
    async test(id, to) {
      const { channel, contact } = testTarget(settings(), id, to);
      const madeMs = now();
      const record: NotificationRecord = {
        ...{ id: `n-${randomBytes(8).toString("hex")}`, state: "failed", channel: id, items: [], madeMs },
        contact: contact?.id ?? null,
        ...{ dueMs: madeMs, doneMs: madeMs, attempts: 1, reason: null, detail: null },
      };
      const message = composed(record, options, settings());
      if ("gone" in message) throw new HaidangError("usage", message.gone);
      const outcome = await options.deliver(channel, message, AbortSignal.timeout(testWithinMs));
      const doneMs = now();
      const said = outcome.ok
        ? { state: "delivered" as const, reason: null, detail: outcome.detail ?? null }
        : { state: "failed" as const, reason: outcome.reason, detail: outcome.detail };
      records.notifications.put({ ...record, ...said, doneMs });
      return {
        ...{ id: record.id, channel: id, contact: record.contact, delivered: outcome.ok },
        ...{ reason: said.reason, detail: said.detail, tookMs: doneMs - madeMs },
      };
    },
    async stop() {
      stopHearing();
      for (const timer of timers) clearInterval(timer);
      clearImmediate(kicking);
      await worker.stop();
    },
  };
  return notify;
}

/** Worked out anew when another inventory came into force. */
function rememberedSettings({ version, read }: NotifyOptions["inventory"]): () => NotifySettings {
  let known: { version: unknown; settings: NotifySettings } | undefined;
  return () => {
    const current = version();
    if (known === undefined || known.version !== current)
      known = { version: current, settings: notifySettings(read()) };
    return known.settings;
  };
}

function gone(channel: string): Delivered {
  const detail = `there is no channel ${JSON.stringify(channel)} in the inventory`;
  return { ok: false, reason: "misconfigured", detail, final: true };
}

/** Worded as it goes out, so that it says what is so by then. */
function composed(
  record: NotificationRecord,
  { incidents, links, publicUrl, now }: NotifyOptions,
  settings: NotifySettings,
): Message | { gone: string } {
  const channel = record.channel === null ? undefined : settings.channels.get(record.channel);
  if (channel === undefined) return { gone: "the channel is not in the inventory any more" };
  const contact = record.contact === null ? undefined : settings.contacts.get(record.contact);
  if (record.contact !== null && (contact === undefined || addressOf(channel.kind, contact) === undefined)) {
    return { gone: `the contact ${record.contact} has no address for this channel any more` };
  }
  const about = record.items.flatMap(({ incident }) => incidents.show(incident) ?? []);
  if (record.letter !== undefined) {
    const language = contact?.language ?? "vi";
    return letterMessage(record.letter, { id: record.id, contact, language, publicUrl, atMs: record.madeMs });
  }
  if (about.length < record.items.length && about.length === 0) return { gone: "the incident is not kept" };
  return wordMessage({
    ...{ id: record.id, incidents: about.map(withoutDetail), channelName: channel.name, contact },
    digests: digestsOf(record, about),
    purpose: purposeOf(record.items),
    language: contact?.language ?? "vi",
    links: linksOf(record, about, { links, publicUrl, nowMs: now() }),
    ...{ atMs: record.madeMs, nowMs: now() },
  });
}

function repetition(channel: Channel, incidents: readonly Incident[], nowMs: number): Message {
  return wordMessage({
    ...{ id: `r-${channel.id}-${nowMs}`, purpose: "update", incidents: incidents.map(withoutDetail) },
    digests: [],
    ...{ channelName: channel.name, contact: undefined, language: "vi", links: {}, atMs: nowMs, nowMs },
  });
}

/** The last digest of each incident a message tells one of. */
function digestsOf({ items }: NotificationRecord, about: readonly IncidentDetail[]) {
  const digested = new Set(items.filter(({ purpose }) => purpose === "digest").map((item) => item.incident));
  return about
    .filter(({ id }) => digested.has(id))
    .flatMap(({ timeline }) => timeline.findLast(({ kind }) => kind === "digest") ?? []);
}

/** Timeline and alerts stay here: messages have bounds. */
function withoutDetail(incident: Incident): Incident {
  return incidentSchema.strip().parse(incident);
}

function linksOf(
  { channel, contact }: NotificationRecord,
  about: readonly Incident[],
  { links, publicUrl, nowMs }: Pick<NotifyOptions, "links" | "publicUrl"> & { nowMs: number },
): Message["links"] {
  const [only, ...others] = about;
  if (publicUrl === undefined || only === undefined || others.length > 0) return {};
  const show = `${publicUrl}/incident/${encodeURIComponent(only.id)}`;
  if (only.state !== "open") return { show };
  const by = contact === null ? `channel/${channel ?? ""}` : `contact/${contact}`;
  const token = links.sign({ incident: only.id, by, expiresMs: nowMs + linkLifeMs });
  return { acknowledge: `${publicUrl}/acknowledge/${token}`, show };
}

function rowOf(record: NotificationRecord, { channels, contacts }: NotifySettings): NotificationRow {
  const { items, channel, contact, letter, ...rest } = record;
  return {
    ...rest,
    ...{ channel, channelName: channel === null ? null : (channels.get(channel)?.name ?? null) },
    ...{ contact, contactName: contact === null ? null : (contacts.get(contact)?.name ?? null) },
    purpose: letter === undefined ? purposeOf(items) : "letter",
    incidents: items.map(({ incident }) => incident),
    routes: [...new Set(items.map(({ route }) => route).filter((route) => route !== ""))],
  };
}

function onCallRows(settings: NotifySettings, atMs: number, unit: string | null): OnCallRow[] {
  const { rosters, contacts } = settings;
  const asked = unit === null ? undefined : rostersAbout(unit, settings);
  const shown = [...rosters.values()].filter(({ id }) => asked?.has(id) ?? true);
  return shown.map((roster) => ({
    ...{ roster: roster.id, rosterName: roster.name, atMs, untilMs: onCallUntil(roster, atMs) },
    contacts: onCall(roster, atMs).map((id) => ({ id, name: contacts.get(id)?.name ?? id })),
  }));
}

function personOf(by: string, { contacts, channels }: NotifySettings): { name: string; language: Language } {
  const [kind = "", id = ""] = by.split("/");
  const contact = kind === "contact" ? contacts.get(id) : undefined;
  if (contact !== undefined) return { name: contact.name, language: contact.language };
  return { name: channels.get(id)?.name ?? by, language: "vi" };
}

function testTarget(
  { channels, contacts }: NotifySettings,
  id: string,
  to: string | undefined,
): { channel: Channel; contact: Contact | undefined } {
  const channel = channels.get(id);
  if (channel === undefined) {
    throw new HaidangError("not_found", `there is no channel ${JSON.stringify(id)}`, {
      hint:
        channels.size === 0 ? "the inventory lists none yet" : `channels: ${[...channels.keys()].join(", ")}`,
    });
  }
  if (!isPersonal(channel.kind)) {
    if (to === undefined) return { channel, contact: undefined };
    throw new HaidangError("usage", `the channel ${id} goes to one place, not to a contact`, {
      hint: "leave the contact out",
    });
  }
  const reachable = [...contacts.values()].filter((one) => addressOf(channel.kind, one) !== undefined);
  const contact = reachable.find((one) => one.id === to);
  if (contact !== undefined) return { channel, contact };
  const names = reachable.slice(0, 20).map((one) => one.id);
  throw new HaidangError(
    "usage",
    to === undefined
      ? `the channel ${id} needs somebody to go to`
      : `${JSON.stringify(to)} is no contact the channel ${id} reaches`,
    { hint: names.length === 0 ? "no contact has an address for it" : `contacts: ${names.join(", ")}` },
  );
}
