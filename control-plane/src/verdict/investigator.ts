import type { Subject } from "@haidang/contract/alert.ts";
import type { Verdict } from "@haidang/contract/verdict.ts";

/** Why something is silent, by all that is known of it, and what becomes known later. */
export interface Investigator {
  /** `startsMs` is the first failed result; `endsMs` null while it lasts. The answer may change with what arrives. */
  verdict(subject: Subject, startsMs: number, endsMs: number | null, nowMs: number): Verdict;
  /** Called with a subject when evidence arrived that may change verdicts about it; returns the way to stop. */
  onRevised(listener: (subject: Subject, nowMs: number) => void): () => void;
}
