import type { Channel } from "@haidang/contract/channel.ts";
import { deliverAlertmanager } from "./alertmanager.ts";
import type { Deliver } from "./channel.ts";
import { deliverCommand } from "./command.ts";
import { deliverEmail } from "./email.ts";
import { createGsm } from "./gsm.ts";
import { deliverSms } from "./sms.ts";
import { deliverSyslog } from "./syslog.ts";
import { createTelegram } from "./telegram.ts";
import { deliverWebhook } from "./webhook.ts";
import { createZalo } from "./zalo.ts";
import { createZaloTokens } from "./zalo-token.ts";

export interface Channels {
  /** One try over any channel. Never rejects; within some two minutes at the most, at once when its signal says so. */
  deliver: Deliver<Channel>;
  /** Await it before the process ends: a token that works once may be on its way. */
  idle(): Promise<void>;
}

const longestTryMs = 125_000;

/** Every way out: one row a kind. */
export function createChannels(): Channels {
  const tokens = createZaloTokens();
  const zalo = createZalo(tokens);
  const telegram = createTelegram();
  const gsm = createGsm();
  return {
    deliver(channel, message, given) {
      // besides the deadline of each request: a gateway may be slow with each of sixty people
      const io = { ...given, signal: AbortSignal.any([given.signal, AbortSignal.timeout(longestTryMs)]) };
      switch (channel.kind) {
        case "email":
          return deliverEmail(channel, message, io);
        case "webhook":
          return deliverWebhook(channel, message, io);
        case "alertmanager":
          return deliverAlertmanager(channel, message, io);
        case "sms":
          return deliverSms(channel, message, io);
        case "zalo":
          return zalo(channel, message, io);
        case "telegram":
          return telegram(channel, message, io);
        case "syslog":
          return deliverSyslog(channel, message, io);
        case "gsm":
          return gsm(channel, message, io);
        case "command":
          return deliverCommand(channel, message, io);
      }
    },
    idle: tokens.idle,
  };
}
