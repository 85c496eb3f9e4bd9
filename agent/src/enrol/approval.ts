import { agentStandingSchema } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Log } from "../self/log.ts";
import { pauseMs } from "../self/pause.ts";
import { backOffMs } from "../ship/back-off.ts";
import type { Centre } from "../ship/centre.ts";
import { dataOf } from "../ship/envelope.ts";

const waitS = 25;
const shortestRoundMs = 1_000;

export interface ApprovalOptions {
  agent: string;
  centre: Centre;
  log: Log;
  random: () => number;
  signal: AbortSignal;
}

/**
 * Waits until somebody lets this agent in, as long as that takes; false when stopped meanwhile. Throws `no_credential`
 * when the centre knows it no more.
 */
export async function awaitApproval({
  agent,
  centre,
  log,
  random,
  signal,
}: ApprovalOptions): Promise<boolean> {
  log.warn("approval_waiting", { agent, url: centre.url });
  for (let failures = 0; !signal.aborted; ) {
    const startedMs = performance.now();
    const state = await askState(centre, signal);
    if (state === "active") return true;
    if (state === "revoked") {
      throw new HaidangError("no_credential", `${centre.url} has turned this agent down.`, {
        hint: "Ask whoever runs the control plane for a new invitation.",
      });
    }
    failures = state === "pending" ? 0 : failures + 1;
    const restMs = shortestRoundMs - (performance.now() - startedMs);
    await pauseMs(failures === 0 ? restMs : Math.max(restMs, backOffMs(failures, random())), signal);
  }
  return false;
}

async function askState(
  centre: Centre,
  signal: AbortSignal,
): Promise<"active" | "pending" | "revoked" | "unknown"> {
  try {
    const answer = await centre.request({
      method: "GET",
      path: `/api/v1/agent/standing?have=pending&waitS=${waitS}`,
      timeoutMs: (waitS + 10) * 1000,
      signal,
    });
    if (answer.status === 204) return "pending";
    if (answer.status === 401) return "revoked";
    return agentStandingSchema.safeParse(dataOf(answer.body)).data?.state ?? "unknown";
  } catch (error) {
    // it is asked again: a centre that is away has not decided yet
    if (error instanceof HaidangError) return "unknown";
    throw error;
  }
}
