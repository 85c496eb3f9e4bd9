import type { ChannelOf } from "@haidang/contract/channel.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { z } from "zod";
import { abortable } from "../egress.ts";
import type { ChannelIo } from "./channel.ts";
import { exchange, shown, statusFault } from "./http.ts";
import { Failure } from "./outcome.ts";
import { needSecret, needToken } from "./secret.ts";

type ZaloChannel = ChannelOf<"zalo">;

export const zaloOauth = "https://oauth.zaloapp.com";

/**
 * What the channel's secret holds once it was used: a refresh token works once, so that it and the access token it
 * brought are kept together, in one write. What a person puts there is the refresh token alone.
 */
const keptSchema = z.strictObject({ refresh: z.string(), access: z.string(), untilMs: z.number() });
type Kept = z.infer<typeof keptSchema>;

const answerSchema = z.object({
  access_token: z.string().min(1).max(4096),
  refresh_token: z.string().min(1).max(4096),
  expires_in: z.coerce.number().min(60).max(10_000_000),
});
const refusalSchema = z.object({
  error: z.number().optional(),
  error_name: z.string().optional(),
  error_description: z.string().optional(),
});

const marginMs = 5 * 60_000;

export interface ZaloTokens {
  /** A token that is good now. Throws `Failure`, or the error of the network. */
  access(channel: ZaloChannel, io: ChannelIo): Promise<string>;
  /** The server no longer takes this one: the next `access` gets another. */
  reject(channel: ZaloChannel, io: ChannelIo, access: string): void;
  /** Resolves when no refresh is under way: until then a token may be lost by ending the process. */
  idle(): Promise<void>;
}

export function createZaloTokens(oauth: string = zaloOauth): ZaloTokens {
  const running = new Map<string, Promise<string>>();

  /** Two at once would spend the same refresh token twice. */
  function refreshOnce(channel: ZaloChannel, io: ChannelIo): Promise<string> {
    const { secret } = channel.refreshToken;
    const underway = running.get(secret);
    if (underway !== undefined) return underway;
    const started = refresh(oauth, channel, io).finally(() => running.delete(secret));
    running.set(secret, started);
    return started;
  }

  return {
    async access(channel, io) {
      const kept = readKept(needSecret(io.secrets, channel.refreshToken));
      if (kept !== undefined && kept.untilMs - marginMs > io.nowMs) return kept.access;
      return abortable(refreshOnce(channel, io), io.signal);
    },
    reject(channel, { secrets }, access) {
      const kept = readKept(needSecret(secrets, channel.refreshToken));
      if (kept?.access !== access) return;
      secrets.put(channel.refreshToken.secret, JSON.stringify({ ...kept, untilMs: 0 }));
    },
    async idle() {
      await Promise.allSettled(running.values());
    },
  };
}

function readKept(value: string): Kept | undefined {
  if (!value.startsWith("{")) return undefined;
  const parsed = keptSchema.safeParse(JSON.parse(value));
  if (parsed.success) return parsed.data;
  throw new Failure(
    "misconfigured",
    "the secret of Zalo is neither a refresh token nor what was kept of one",
  );
}

/**
 * Not ended by the caller's signal: the answer holds the only token that works from then on. It is on disk before
 * anybody uses it.
 */
async function refresh(oauth: string, channel: ZaloChannel, io: ChannelIo): Promise<string> {
  const { secrets, allowed, nowMs } = io;
  const value = needSecret(secrets, channel.refreshToken);
  const token = readKept(value)?.refresh ?? value;
  const request = {
    url: `${oauth}/v4/oa/access_token`,
    method: "POST" as const,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      secret_key: needToken(secrets, channel.appSecret),
    },
    body: new URLSearchParams({
      refresh_token: token,
      app_id: channel.appId,
      grant_type: "refresh_token",
    }).toString(),
  };
  const answer = await exchange(request, { allowed, signal: new AbortController().signal });
  const parsed = answerSchema.safeParse(readJson(answer.text));
  if (parsed.success) {
    const { access_token: access, refresh_token, expires_in } = parsed.data;
    const kept: Kept = { refresh: refresh_token, access, untilMs: nowMs + expires_in * 1000 };
    secrets.put(channel.refreshToken.secret, JSON.stringify(kept));
    return access;
  }
  const fault = statusFault(shown(oauth), answer, nowMs, "");
  if (fault !== undefined && fault.reason !== "credentials" && fault.reason !== "rejected") {
    throw new Failure(fault.reason, fault.detail);
  }
  throw refusal(channel, answer.text);
}

function refusal(channel: ZaloChannel, text: string): Failure {
  const said = refusalSchema.safeParse(readJson(text)).data;
  if (said?.error === undefined) return new Failure("malformed_answer", "Zalo answered what is no token");
  const why = deviceText(said.error_description ?? said.error_name ?? `error ${said.error}`, 120);
  const { secret } = channel.refreshToken;
  return new Failure(
    "credentials",
    `Zalo refuses the refresh token (${why}): get a new one from its developer page and set it with haidang secret set ${secret}`,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // no JSON matches no schema, and the callers say so
    return undefined;
  }
}
