import type { ProbeName } from "@haidang/contract/check.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { InstantClass } from "@haidang/contract/state.ts";

/** What is said of one instant, of an object or by a check. */
export interface Verdict {
  class: InstantClass;
  reason?: Reason | undefined;
}

/** What one of an object's checks says. */
export interface CheckVerdict extends Verdict {
  probe: ProbeName;
  /** Since when it says so, and the last result that did, UTC ms; absent where that is not known. */
  sinceMs?: number | null;
  provenMs?: number | null;
}
