import type { CheckResult } from "@haidang/contract/result.ts";
import { networkFault } from "../network-fault.ts";
import type { StampFields } from "./window.ts";

/** What a window says of the far end: any reply is an answer, loss is for the control plane to judge. */
export function outcomeOf(
  fields: StampFields,
  { fault, foreign }: { fault: NodeJS.ErrnoException | undefined; foreign: number },
): Pick<CheckResult, "outcome" | "reason" | "detail"> {
  if ((fields.received ?? 0) > 0) return { outcome: "ok" };
  const known = fault === undefined ? undefined : networkFault(fault);
  if (known !== undefined) return known;
  if (foreign === 0) return { outcome: "failed", reason: "no_reply" };
  const detail = `${foreign} packets came that are no answers of ours: another key or a forgery`;
  return { outcome: "failed", reason: "no_reply", detail };
}
