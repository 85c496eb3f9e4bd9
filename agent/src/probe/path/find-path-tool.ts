import { runChild, toolFault } from "../icmp/child.ts";
import type { ToolFault } from "../icmp/echo.ts";
import { traceRoute } from "./trace.ts";

/** Which tools for paths do not work on this machine, tried against loopback; none missing is an empty list. */
export async function missingPathTools(): Promise<ToolFault[]> {
  const signal = AbortSignal.timeout(5000);
  const traced = await traceRoute("127.0.0.1", { maxHops: 1, sourcePort: 19_999, signal });
  const faults = "fault" in traced ? [traced.fault] : [];
  const child = runChild(
    "ping",
    ["-n", "-M", "do", "-c", "1", "-W", "1", "-s", "100", "--", "127.0.0.1"],
    () => {},
  );
  const timer = setTimeout(() => child.kill(), 3000);
  const end = await child.ended;
  clearTimeout(timer);
  return end.exitCode === 0 ? faults : [...faults, toolFault("ping", end)];
}
