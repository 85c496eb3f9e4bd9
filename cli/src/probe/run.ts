import type { Probe } from "@haidang/agent/probe/probe.ts";
import type { Check, ProbeName } from "@haidang/contract/check.ts";
import type { ProbeReport } from "../format/probe.ts";

/** Readings that are differences need two; this is the pause between them, ms. */
const betweenReadingsMs = 1000;

/** Runs the agent's own probe here. Probes that report rates run twice, since a rate needs the reading before. */
export async function runProbe(check: Check): Promise<ProbeReport> {
  const { probes } = await import("@haidang/agent/probe/table.ts");
  const bound = bind(probes, check);
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

type Table = { [P in ProbeName]: Probe<P> };

/** The union of checks has to be taken apart for each to meet its own probe. */
function bind(probes: Table, check: Check): ReturnType<Probe<ProbeName>> {
  switch (check.probe) {
    case "icmp":
      return probes.icmp(check);
    case "snmp":
      return probes.snmp(check);
    case "host":
      return probes.host(check);
    case "http":
      return probes.http(check);
    case "dns":
      return probes.dns(check);
    case "tcp":
      return probes.tcp(check);
    case "tls":
      return probes.tls(check);
    case "stamp":
      return probes.stamp(check);
    case "sip":
      return probes.sip(check);
    case "h323":
      return probes.h323(check);
  }
}

function context(check: Check): { agent: string; slotMs: number; signal: AbortSignal } {
  const slotMs = Math.floor(Date.now() / 1000) * 1000;
  return { agent: "cli", slotMs, signal: AbortSignal.timeout(check.timeoutMs) };
}
