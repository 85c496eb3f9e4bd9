import type { Cause, Evidence, EvidenceKind } from "@haidang/contract/verdict.ts";
import type { OutageFacts, Seen } from "./facts.ts";

/** How much a fact adds to the logarithm of a cause's odds: 1 is a hint, 3 a good reason, 6 as good as proof. */
export type Weights = Partial<Record<Cause, number>>;

/** What one fact says. */
export interface Said extends Omit<Evidence, "speaks" | "cause"> {
  weights: Weights;
}

/** What it makes of the facts; nothing where they are not there. */
export type Rule = (facts: OutageFacts) => Said[];

export function weighed(weights: Weights): Array<[Cause, number]> {
  return Object.entries(weights) as Array<[Cause, number]>;
}

/** A line about something seen, by its name. */
export function line(
  kind: EvidenceKind,
  { subject, name, atMs }: Seen,
  weights: Weights,
  values: Evidence["values"] = {},
): Said {
  return { kind, atMs, subject, values: { name, ...values }, weights };
}

/** Names that fit a sentence. */
export function namesOf(seen: readonly Seen[]): string {
  const shown = seen.slice(0, 5).map(({ name }) => name);
  return seen.length > shown.length
    ? `${shown.join(", ")} (+${seen.length - shown.length})`
    : shown.join(", ");
}
