import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { codeOf, networkFault } from "./network-fault.ts";

/** A connection thrown out after it was made is as good as refused: no answer comes this way. */
const thrownOut = new Set(["ECONNRESET", "EPIPE"]);

/** What a signalling socket's error says of the point behind `port`; what nobody knows is a fault of ours. */
export function socketFault(
  error: NodeJS.ErrnoException,
  port: string,
): Pick<CheckResult, "outcome" | "reason"> & { detail: string } {
  const code = codeOf(error);
  if (thrownOut.has(code)) return { outcome: "failed", reason: "refused", detail: `${code} ${port}` };
  const { outcome, reason } = networkFault(error) ?? { outcome: "cannot", reason: "agent_fault" };
  const detail = deviceText(`${code === "" ? error.message : code} ${port}`);
  return { outcome, ...(reason === undefined ? {} : { reason }), detail };
}
