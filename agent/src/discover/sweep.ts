import { runChild, toolFault } from "../probe/icmp/child.ts";
import type { ToolFault } from "../probe/icmp/echo.ts";
import { findIcmpTool } from "../probe/icmp/find-icmp-tool.ts";
import { parseFpingLine } from "../probe/icmp/fping-line.ts";
import { pingOnce } from "../probe/icmp/ping-tool.ts";
import { eachAtMost } from "./each.ts";

/** Two requests to each address, 200 a second in all: 135 kbit/s, which a thin line bears. */
const requests = 2;
const spacingMs = 5;
const timeoutMs = 1000;
const addressesPerChild = 4096;
const pingsAtOnce = 32;

export interface Sweep {
  signal: AbortSignal;
  onAnswer(address: string, rttMs: number): void;
  /** So many more addresses have been tried. */
  onTried(count: number): void;
}

/** Asks every address for an echo. Resolves with why it could not, or with nothing; what answered was told meanwhile. */
export async function sweepEcho(addresses: readonly string[], sweep: Sweep): Promise<ToolFault | undefined> {
  const tool = await findIcmpTool();
  if ("missing" in tool) return { reason: tool.missing, detail: tool.detail };
  return tool.by === "fping" ? sweepByFping(addresses, sweep) : sweepByPing(addresses, sweep);
}

async function sweepByFping(addresses: readonly string[], sweep: Sweep): Promise<ToolFault | undefined> {
  for (let at = 0; at < addresses.length && !sweep.signal.aborted; at += addressesPerChild) {
    const fault = await runFping(addresses.slice(at, at + addressesPerChild), sweep);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

async function runFping(
  addresses: readonly string[],
  { signal, onAnswer, onTried }: Sweep,
): Promise<ToolFault | undefined> {
  const wanted = new Set(addresses);
  const answered = new Set<string>();
  let lines = 0;
  let tried = 0;
  const advance = (to: number) => {
    onTried(to - tried);
    tried = to;
  };
  const parameters = ["-c", requests, "-D", "-i", spacingMs, "-p", timeoutMs, "-t", timeoutMs, "--"].map(
    String,
  );
  const child = runChild("fping", [...parameters, ...addresses], (text) => {
    const line = parseFpingLine(text);
    if (line.type !== "reply" && line.type !== "lost") return;
    if (!wanted.has(line.address)) return;
    lines += 1;
    if (line.type === "reply" && !answered.has(line.address)) {
      answered.add(line.address);
      onAnswer(line.address, line.rttMs);
    }
    advance(Math.min(addresses.length, Math.max(tried, Math.floor(lines / requests))));
  });
  const kill = () => child.kill();
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  const end = await child.ended;
  signal.removeEventListener("abort", kill);
  if (signal.aborted) return undefined;
  // 1: some did not answer
  if (end.exitCode !== 0 && end.exitCode !== 1) return toolFault("fping", end);
  advance(addresses.length);
  return undefined;
}

async function sweepByPing(
  addresses: readonly string[],
  { signal, onAnswer, onTried }: Sweep,
): Promise<ToolFault | undefined> {
  let fault: ToolFault | undefined;
  await eachAtMost(addresses, { atOnce: pingsAtOnce, signal }, async (address) => {
    const answer = await pingOnce(address, { count: 1, timeoutMs, now: Date.now });
    const [rttMs] = "fault" in answer ? [] : answer.rttsMs;
    if ("fault" in answer) fault ??= answer.fault;
    if (rttMs !== undefined) onAnswer(address, rttMs);
    onTried(1);
  });
  return fault;
}
