import { createHmac } from "node:crypto";
import type { ChannelOf } from "@haidang/contract/channel.ts";
import { jsonBody } from "./body.ts";
import type { Deliver } from "./channel.ts";
import { exchange, shown, statusFault, withoutSecrets } from "./http.ts";
import { outcomeOf } from "./outcome.ts";
import { needSecret } from "./secret.ts";

/** Value of `Haidang-Signature`: `t=<unix s>,v1=<HMAC-SHA-256 of "t.body", hexadecimal>`. */
export function signature(key: string, body: string, nowMs: number): string {
  const atS = Math.floor(nowMs / 1000);
  return `t=${atS},v1=${createHmac("sha256", key).update(`${atS}.${body}`).digest("hex")}`;
}

export const deliverWebhook: Deliver<ChannelOf<"webhook">> = ({ url, key }, message, io) =>
  outcomeOf(shown(url), async () => {
    const secret = key === undefined ? undefined : needSecret(io.secrets, key);
    const body = jsonBody(message);
    const headers = {
      "content-type": "application/json",
      "idempotency-key": message.id.replace(/[^\x21-\x7e]/g, "-"),
      ...(secret === undefined ? {} : { "haidang-signature": signature(secret, body, io.nowMs) }),
    };
    const answer = await exchange({ url, method: "POST", headers, body }, io);
    const fault = statusFault(shown(url), answer, io.nowMs);
    return withoutSecrets(fault ?? { ok: true }, secret === undefined ? [] : [secret]);
  });
