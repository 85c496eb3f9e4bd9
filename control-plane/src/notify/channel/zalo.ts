import type { ChannelOf } from "@haidang/contract/channel.ts";
import type { Contact } from "@haidang/contract/notify.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { judging } from "@haidang/contract/words/judging.ts";
import { fill } from "@haidang/contract/words/words.ts";
import { z } from "zod";
import type { ChannelIo, Deliver, Delivered, Message } from "./channel.ts";
import { eachContact } from "./each-contact.ts";
import { exchange, shown, statusFault, withoutSecrets } from "./http.ts";
import { outcomeOf, undelivered } from "./outcome.ts";
import { phoneText } from "./phone-text.ts";
import type { ZaloTokens } from "./zalo-token.ts";

type ZaloChannel = ChannelOf<"zalo">;

export const zaloApi = "https://business.openapi.zalo.me";

const answerSchema = z.object({ error: z.int(), message: z.string().default("") });

/** Codes of the ZNS API that say more than "no". */
const badToken = new Set([-124, -216]);
const badRecipient = new Set([-108, -114, -118, -119]);
const tryLater = new Set([-112, -144, -147]);

/** ZNS: a template registered beforehand, filled from the message. */
export function createZalo(tokens: ZaloTokens, api: string = zaloApi): Deliver<ZaloChannel> {
  return (channel, message, io) =>
    eachContact(message, io, async (contact) => {
      if (contact.phone === undefined) {
        return undelivered("recipient", `contact ${contact.id} has no phone number`);
      }
      const body = templateBody(channel, { message, contact, phone: contact.phone });
      return outcomeOf(shown(api), async () => {
        const first = await tell(api, { body, access: await tokens.access(channel, io) }, io);
        if (first.rejectedToken === undefined) return first.outcome;
        // the token may have been taken back before its time: once more with another
        tokens.reject(channel, io, first.rejectedToken);
        return (await tell(api, { body, access: await tokens.access(channel, io) }, io)).outcome;
      });
    });
}

function templateBody(
  { template, parameters }: ZaloChannel,
  { message, contact, phone }: { message: Message; contact: Contact; phone: string },
): string {
  const values = templateValues(message);
  const data = Object.entries(parameters).map(([name, text]) => [name, deviceText(fill(text, values), 200)]);
  return JSON.stringify({
    phone,
    template_id: template,
    template_data: Object.fromEntries(data),
    tracking_id: message.contacts.length === 1 ? message.id : `${message.id}-${contact.id}`,
  });
}

/** What `parameters` of a channel may name. */
export function templateValues(message: Message): Record<string, string> {
  const [incident] = message.incidents;
  const words = judging[message.language];
  const time = new Intl.DateTimeFormat("vi-VN", {
    ...{ timeZone: "Asia/Ho_Chi_Minh", hour12: false, hour: "2-digit", minute: "2-digit" },
    ...{ day: "2-digit", month: "2-digit", year: "numeric" },
  });
  return {
    subject: message.subject,
    text: message.text,
    shortText: phoneText(message.shortText),
    id: message.id,
    time: time.format(incident?.startsMs ?? message.atMs),
    incident: incident?.id ?? "",
    object: incident?.rootName ?? "",
    carrier: incident?.carrier ?? "",
    unit: incident?.unitName ?? "",
    severity: incident === undefined ? "" : words[`severity.${incident.severity}`],
    state: incident === undefined ? "" : words[`incident.${incident.state}`],
    link: message.links.acknowledge ?? message.links.show ?? "",
  };
}

async function tell(
  api: string,
  { body, access }: { body: string; access: string },
  io: ChannelIo,
): Promise<{ outcome: Delivered; rejectedToken?: string }> {
  const headers = { "content-type": "application/json", access_token: access };
  const answer = await exchange({ url: `${api}/message/template`, method: "POST", headers, body }, io);
  const fault = statusFault(shown(api), answer, io.nowMs);
  if (fault !== undefined) {
    const rejected = fault.reason === "credentials" ? { rejectedToken: access } : {};
    return { outcome: withoutSecrets(fault, [access]), ...rejected };
  }
  const said = readAnswer(answer.text);
  if (said === undefined) {
    return { outcome: undelivered("malformed_answer", `${shown(api)} answered what is no answer of ZNS`) };
  }
  if (said.error === 0) return { outcome: { ok: true } };
  const detail = `Zalo says ${said.error}: ${said.message}`;
  if (badToken.has(said.error)) {
    return { outcome: withoutSecrets(undelivered("credentials", detail), [access]), rejectedToken: access };
  }
  const reason = badRecipient.has(said.error)
    ? "recipient"
    : tryLater.has(said.error)
      ? "limited"
      : "rejected";
  return { outcome: withoutSecrets(undelivered(reason, detail), [access]) };
}

function readAnswer(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // no JSON is no answer, and the caller says so
    return undefined;
  }
}
