import type { ChannelOf } from "@haidang/contract/channel.ts";
import type { Contact } from "@haidang/contract/notify.ts";
import { secretsInText } from "@haidang/contract/secret.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { ChannelIo, Deliver, Delivered, Message } from "./channel.ts";
import { eachContact } from "./each-contact.ts";
import { exchange, type HttpRequest, shown, statusFault, withoutSecrets } from "./http.ts";
import { Failure, outcomeOf, undelivered } from "./outcome.ts";
import { phoneText } from "./phone-text.ts";
import { needSecret } from "./secret.ts";

type SmsChannel = ChannelOf<"sms">;
/** What a value becomes where it stands. */
type Escape = (value: string) => string;

const places = /\{(phone|text|id|secret:[a-z0-9._-]{1,63})\}/g;

/** Filled in one pass: what a value holds that looks like a place stays as it is. */
function filler(values: ReadonlyMap<string, string>): (template: string, encode: Escape) => string {
  return (template, encode) =>
    template.replace(places, (place, name: string) => encode(values.get(name) ?? place));
}

/** The body's escape, by its Content-Type. Throws `misconfigured` for one nothing is known of. */
function bodyEscape(contentType: string): Escape {
  if (/json/i.test(contentType)) return (value) => JSON.stringify(value).slice(1, -1);
  if (/x-www-form-urlencoded/i.test(contentType)) return encodeURIComponent;
  if (/xml/i.test(contentType)) return escapeXml;
  if (/^text\/plain/i.test(contentType)) return (value) => value;
  throw new Failure(
    "misconfigured",
    `no way is known to fill in a body of ${contentType}: JSON, form, XML or text`,
  );
}

function escapeXml(value: string): string {
  return value.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function escapeHeader(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value) && !/[\r\n]/.test(value)) return value;
  throw new Failure(
    "misconfigured",
    "a header of the gateway is not one line of ASCII: mend the secret in it",
  );
}

/** The request for one contact, and the secrets in it. */
export function smsRequest(
  channel: SmsChannel,
  { message, phone }: { message: Message; phone: string },
  { secrets }: Pick<ChannelIo, "secrets">,
): { request: HttpRequest; held: string[] } {
  const { url, method, headers, body } = channel;
  const templates = [url, body, ...Object.values(headers)].join("\n");
  const named = secretsInText(templates);
  const held = new Map(named.map((name) => [`secret:${name}`, needSecret(secrets, { secret: name })]));
  const values = new Map([
    ...held,
    ["phone", phone],
    ["text", phoneText(message.shortText)],
    ["id", message.id],
  ]);
  const fill = filler(values);
  const contentType = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const assumed = /^\s*[[{]/.test(body) ? "application/json" : "application/x-www-form-urlencoded";
  const filled = Object.entries(headers).map(([name, value]) => [name, fill(value, escapeHeader)]);
  const type = contentType ?? assumed;
  return {
    request: {
      url: fill(url, encodeURIComponent),
      method,
      headers: {
        ...(body === "" || contentType !== undefined ? {} : { "content-type": type }),
        ...Object.fromEntries(filled),
      },
      body: body === "" ? "" : fill(body, bodyEscape(type)),
    },
    held: [...held.values()].flatMap((secret) => [secret, encodeURIComponent(secret)]),
  };
}

/** An id for each number, as gateways leave out what comes twice under one. */
function idFor(message: Message, { id }: Contact): string {
  return message.contacts.length === 1 ? message.id : `${message.id}-${id}`;
}

export const deliverSms: Deliver<SmsChannel> = (channel, message, io) =>
  eachContact(message, io, (contact) => tell(channel, { message, contact }, io));

async function tell(
  channel: SmsChannel,
  { message, contact }: { message: Message; contact: Contact },
  io: ChannelIo,
): Promise<Delivered> {
  const { phone, id } = contact;
  if (phone === undefined) return undelivered("recipient", `contact ${id} has no phone number`);
  const where = shown(channel.url);
  return outcomeOf(where, async () => {
    const named = { ...message, id: idFor(message, contact) };
    const { request, held } = smsRequest(channel, { message: named, phone }, io);
    const answer = await exchange(request, io);
    const fault = statusFault(where, answer, io.nowMs);
    if (fault !== undefined) return withoutSecrets(fault, held);
    if (channel.accepted === undefined || answer.text.includes(channel.accepted)) return { ok: true };
    // a gateway's own fault may pass, and one that has the message already leaves it out by its id
    const outcome = undelivered(
      "server_fault",
      `${where} did not accept it: ${deviceText(answer.text, 200)}`,
    );
    return withoutSecrets(outcome, held);
  });
}
