import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Log } from "../self/log.ts";
import { backOffMs } from "./back-off.ts";
import type { Centre } from "./centre.ts";

/** Posts the facts; what the centre refuses is said once and tried again with the next change or after a minute. */
export function factsSender(centre: Centre, log: Log, signal: AbortSignal) {
  let failures = 0;
  let said = "";
  return async (facts: Facts): Promise<"told" | { againMs: number }> => {
    try {
      const answer = await centre.request({
        method: "POST",
        path: "/api/v1/agent/facts",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(facts),
        timeoutMs: 10_000,
        signal,
      });
      if (answer.status >= 200 && answer.status < 300) {
        failures = 0;
        said = "";
        return "told";
      }
      const why = `HTTP ${answer.status}`;
      if (why !== said && answer.status !== 401) log.warn("facts_refused", { why });
      said = why;
    } catch (error) {
      // the shipper says that the centre is away
      if (!(error instanceof HaidangError)) throw error;
    }
    failures += 1;
    return { againMs: Math.max(1_000, backOffMs(failures, Math.random())) };
  };
}
