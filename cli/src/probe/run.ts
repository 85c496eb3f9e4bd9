import { bindProbe } from "@haidang/agent/probe/probe.ts";
import type { Check } from "@haidang/contract/check.ts";
import type { ProbeReport } from "../format/probe.ts";

/** Readings that are differences need two; this is the pause between them, ms. */
const betweenReadingsMs = 1000;

/** Runs the agent's own probe here. Probes that report rates run twice, since a rate needs the reading before. */
export async function runProbe(check: Check): Promise<ProbeReport> {
  const { probes } = await import("@haidang/agent/probe/table.ts");
  const bound = bindProbe(probes, check);
  try {
    const first = await bound.run(context(check));
    const readsRates = check.probe === "host" || check.probe === "snmp";
    if (!readsRates || first.result.outcome !== "ok") return first;
    await new Promise((resolve) => setTimeout(resolve, betweenReadingsMs));
    return await bound.run(context(check));
  } finally {
    await bound.close();
  }
}

function context(check: Check): { agent: string; slotMs: number; signal: AbortSignal } {
  const slotMs = Math.floor(Date.now() / 1000) * 1000;
  return { agent: "cli", slotMs, signal: AbortSignal.timeout(check.timeoutMs) };
}
