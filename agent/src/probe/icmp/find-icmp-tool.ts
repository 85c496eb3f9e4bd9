import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { runChild, toolFault } from "./child.ts";
import { pingOnce } from "./ping-tool.ts";

/**
 * Which program sends echo requests on this machine, tried against loopback: fping, else ping (with the reason why
 * not fping), else why none does.
 */
export async function findIcmpTool(options: { command?: string } = {}): Promise<Facts["icmp"]> {
  const child = runChild(options.command ?? "fping", ["-c", "1", "-t", "500", "--", "127.0.0.1"], () => {});
  const timer = setTimeout(() => child.kill(), 5000);
  const end = await child.ended;
  clearTimeout(timer);
  if (end.exitCode === 0) return { by: "fping" };
  const fault = toolFault("fping", end);
  const answer = await pingOnce("127.0.0.1", { count: 1, timeoutMs: 1000, now: Date.now });
  if (!("fault" in answer) && answer.rttsMs.length > 0) return { by: "ping", detail: fault.detail };
  return { missing: fault.reason, detail: fault.detail };
}
