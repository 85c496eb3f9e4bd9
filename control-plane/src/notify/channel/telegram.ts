import type { ChannelOf } from "@haidang/contract/channel.ts";
import { z } from "zod";
import { safeLines } from "./body.ts";
import type { ChannelIo, Deliver, Delivered, Message } from "./channel.ts";
import { eachContact } from "./each-contact.ts";
import { exchange, shown, statusFault, withoutSecrets } from "./http.ts";
import { Failure, outcomeOf, undelivered } from "./outcome.ts";
import { needSecret } from "./secret.ts";

export const telegramApi = "https://api.telegram.org";

const answerSchema = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().min(0).max(86_400).optional() }).optional(),
});

/** Bot API sendMessage. Plain text: nothing of a device's name is taken for markup. */
export function createTelegram(api: string = telegramApi): Deliver<ChannelOf<"telegram">> {
  return (channel, message, io) =>
    eachContact(message, io, async ({ telegram, id }) =>
      telegram === undefined
        ? undelivered("recipient", `contact ${id} has no Telegram chat id`)
        : outcomeOf(shown(api), () => tell({ api, chat: telegram }, channel, message, io)),
    );
}

async function tell(
  { api, chat }: { api: string; chat: string },
  channel: ChannelOf<"telegram">,
  message: Message,
  io: ChannelIo,
): Promise<Delivered> {
  const token = needSecret(io.secrets, channel.token);
  if (!/^\d{1,20}:[A-Za-z0-9_-]{10,100}$/.test(token) || token.includes("\n")) {
    throw new Failure(
      "misconfigured",
      `secret ${channel.token.secret} is no bot token, which reads like 123456:ABC…`,
    );
  }
  const body = JSON.stringify({
    chat_id: chat,
    // their limit is 4,096
    text: safeLines(`${message.subject}\n\n${message.text}`, 4000),
    link_preview_options: { is_disabled: true },
  });
  const answer = await exchange(
    {
      url: `${api}/bot${token}/sendMessage`,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    },
    io,
  );
  const said = readAnswer(answer.text);
  const fault = statusFault(shown(api), answer, io.nowMs, said?.description ?? answer.text);
  if (fault === undefined) {
    if (said?.ok === true) return { ok: true };
    return undelivered("malformed_answer", `${shown(api)} answered what is no answer of the Bot API`);
  }
  return withoutSecrets(knownFault(fault, { status: answer.status, said, chat }), [token]);
}

function knownFault(
  fault: Delivered,
  { status, said, chat }: { status: number; said: z.infer<typeof answerSchema> | undefined; chat: string },
): Delivered {
  const description = said?.description ?? "";
  if (status === 404 && said !== undefined)
    return undelivered("credentials", "Telegram does not know the bot's token");
  // forbidden is what a person who blocked the bot is, or a group it was put out of
  if (status === 403 || /chat not found/i.test(description)) {
    return undelivered("recipient", `chat ${chat}: ${description}`);
  }
  const retryAfterS = said?.parameters?.retry_after;
  if (status === 429 && retryAfterS !== undefined) {
    return undelivered("limited", description, { retryAfterMs: retryAfterS * 1000 });
  }
  return fault;
}

function readAnswer(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // no JSON is no answer, and the caller says so
    return undefined;
  }
}
