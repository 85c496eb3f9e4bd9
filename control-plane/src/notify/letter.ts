import { randomBytes } from "node:crypto";
import type { ChannelKind } from "@haidang/contract/channel.ts";
import type { Contact } from "@haidang/contract/notify.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import type { Letter, NotificationRecord } from "../store/incident-records.ts";
import type { Message } from "./channel/channel.ts";
import { addressOf, isPersonal, type NotifySettings } from "./settings.ts";
import { cutSeptets, gsmText, smsSeptets } from "./template/gsm.ts";
import { say } from "./template/incident.ts";
import { htmlOf, type Line, textLine } from "./template/message.ts";

/** A letter is long: where somebody can be reached over several channels, in this order. */
const preferred: readonly ChannelKind[] = ["email", "telegram", "zalo", "sms", "gsm"];

/** What the outbox keeps of a letter to somebody: waiting, or told to nobody with the reason. */
export function letterRecord(
  { contacts, channels }: NotifySettings,
  id: string,
  letter: (language: Language) => Letter,
  nowMs: number,
): NotificationRecord {
  const contact = contacts.get(id);
  const reachable = [...channels.values()].filter(
    ({ kind }) => isPersonal(kind) && contact !== undefined && addressOf(kind, contact) !== undefined,
  );
  const [channel] = reachable.toSorted((a, b) => preferred.indexOf(a.kind) - preferred.indexOf(b.kind));
  const made = {
    ...{ id: `n-${randomBytes(8).toString("hex")}`, items: [], madeMs: nowMs, dueMs: nowMs, attempts: 0 },
    letter: letter(contact?.language ?? "vi"),
  };
  if (channel === undefined) {
    const why = { reason: "no_address", detail: contact?.name ?? id };
    return { ...made, state: "nobody", channel: null, contact: null, doneMs: nowMs, ...why };
  }
  const waits = { state: "waiting", doneMs: null, reason: null, detail: null } as const;
  return { ...made, ...waits, channel: channel.id, contact: id };
}

/** A letter as it goes out. */
export function letterMessage(
  { subject, lines, short, page }: Letter,
  to: {
    id: string;
    contact: Contact | undefined;
    language: Language;
    publicUrl: string | undefined;
    atMs: number;
  },
): Message {
  const { id, contact, language, publicUrl, atMs } = to;
  const show = page === undefined || publicUrl === undefined ? undefined : `${publicUrl}${page}`;
  const body: Line[] = [
    ...lines.map((value) => ({ value: deviceText(value, 1000) })),
    ...(show === undefined ? [] : [{ name: say(language, "line.show"), value: show, link: show }]),
  ];
  return {
    ...{ id, purpose: "letter", language, incidents: [], atMs },
    subject: deviceText(subject, 250),
    text: body.map(textLine).join("\n"),
    shortText: cutSeptets(gsmText(short), smsSeptets),
    html: htmlOf(body, language),
    links: show === undefined ? {} : { show },
    contacts: contact === undefined ? [] : [contact],
  };
}
