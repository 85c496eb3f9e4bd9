import { join } from "node:path";
import { type EnrolRequest, enrolResponseSchema } from "@haidang/contract/agent-protocol.ts";
import { errorBodySchema, HaidangError } from "@haidang/contract/error.ts";
import { pinSchema } from "@haidang/contract/pin.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { z } from "zod";
import { errorText, type Log } from "../self/log.ts";
import { pauseMs } from "../self/pause.ts";
import { backOffMs, retryAfterMs } from "../ship/back-off.ts";
import type { Centre, CentreAnswer } from "../ship/centre.ts";
import { dataOf } from "../ship/envelope.ts";

/** Who this agent is, as kept in `identity.json`. */
export const identitySchema = z.object({
  agent: z.string().min(1).max(253),
  token: z.string().min(1).max(4096),
  /** Where it was let in. */
  url: z.string().min(1),
  /** Where the control plane said it is reached, the preferred one first. */
  told: z.array(z.string().min(1)).max(8).optional(),
  /** Keys of the control plane; none where it is reached by plain HTTP or vouched for by a known authority. */
  pins: z.array(pinSchema).optional(),
  /** The control plane had not approved it when this was written. */
  pending: z.literal(true).optional(),
});
export type Identity = z.infer<typeof identitySchema>;

export interface EnrolOptions {
  centre: Centre;
  request: EnrolRequest;
  /** Of the invitation. */
  pins?: readonly string[];
  log: Log;
  now: () => number;
  random: () => number;
  signal: AbortSignal;
}

export function identityPath(folder: string): string {
  return join(folder, "identity.json");
}

/**
 * Trades the code for a name and a credential, waiting as long as the centre is away. Undefined when stopped
 * meanwhile; throws a HaidangError when the centre refuses the code, since trying again would not help.
 */
export async function enrol(options: EnrolOptions): Promise<Identity | undefined> {
  const { centre, log, now, random, signal } = options;
  for (let failures = 1; !signal.aborted; failures += 1) {
    let why: string;
    let askedMs = 0;
    try {
      const answer = await centre.request({
        method: "POST",
        path: "/api/v1/agent/enrol",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(options.request),
        timeoutMs: 10_000,
        signal,
      });
      const outcome = readAnswer(answer, centre.url);
      if ("identity" in outcome) return withPins(outcome.identity, options.pins);
      why = outcome.why;
      askedMs = retryAfterMs(answer.headers["retry-after"], now()) ?? 0;
    } catch (error) {
      if (error instanceof HaidangError && error.code !== "unreachable") throw error;
      why = errorText(error);
    }
    if (signal.aborted) return undefined;
    const waitMs = Math.max(backOffMs(failures, random()), 500, askedMs);
    log.warn("enrol_waiting", { why, seconds: Math.round(waitMs / 100) / 10 });
    await pauseMs(waitMs, signal);
  }
  return undefined;
}

function withPins(identity: Identity, pins: readonly string[] = []): Identity {
  return pins.length === 0 ? identity : { ...identity, pins: [...pins] };
}

function readAnswer(answer: CentreAnswer, url: string): { identity: Identity } | { why: string } {
  const { status } = answer;
  if (status === 200 || status === 201) {
    const read = enrolResponseSchema.safeParse(dataOf(answer.body));
    if (read.success) {
      const { agent, token, state } = read.data;
      return { identity: { agent, token, url, ...(state === "pending" ? { pending: true } : {}) } };
    }
    throw new HaidangError("unreachable", `What answers at ${url} is not a Haidang control plane.`, {
      hint: "Check HAIDANG_URL.",
      details: "not a control plane",
    });
  }
  const said = errorBodySchema.safeParse(dataOf(answer.body)).data?.error;
  if (status === 429 || status >= 500) return { why: `HTTP ${status}.` };
  const detail = said === undefined ? `HTTP ${status}` : deviceText(said.message);
  throw new HaidangError("invite_invalid", `${url} does not accept the enrolment code: ${detail}`, {
    hint:
      said?.hint ??
      "Make a new code with `npx haidang agent invite`; each is good for one agent and one day.",
  });
}

/** Whether the centre still knows a credential; `unknown` when it cannot be asked now. */
export async function credentialStands(
  centre: Centre,
  signal: AbortSignal,
): Promise<"yes" | "no" | "unknown"> {
  try {
    const answer = await centre.request({
      method: "GET",
      path: "/api/v1/agent/config?have=&waitS=0",
      timeoutMs: 5_000,
      maxBytes: 32 * 1024 * 1024,
      signal,
    });
    if (answer.status === 401) return "no";
    // it is known there, and waits for approval
    if (answer.status === 403) return "yes";
    return answer.status < 300 ? "yes" : "unknown";
  } catch (error) {
    if (error instanceof HaidangError) return "unknown";
    throw error;
  }
}
