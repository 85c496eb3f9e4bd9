import { longestMatched } from "@haidang/contract/pattern.ts";
import type { Grouping, Matcher } from "./ast.ts";

/** Tags of a series, and its name as `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** The same text for the same labels, in whatever order. */
export function labelKey(labels: Labels): string {
  return JSON.stringify(
    Object.keys(labels)
      .toSorted()
      .map((name) => [name, labels[name]]),
  );
}

export function withoutName(labels: Labels): Labels {
  const { __name__: _name, ...rest } = labels;
  return rest;
}

/** Labels a group has in common. */
export function grouped(labels: Labels, { labels: names, isWithout }: Grouping): Labels {
  const entries = Object.entries(withoutName(labels));
  return Object.fromEntries(entries.filter(([name]) => names.includes(name) !== isWithout));
}

/** A test for labels; a label that is not there is empty, as in Prometheus. Patterns match whole values. */
export function matching(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map(({ label, operator, value }) => {
    const of = (labels: Labels) => (Object.hasOwn(labels, label) ? (labels[label] ?? "") : "");
    if (operator === "=") return (labels: Labels) => of(labels) === value;
    if (operator === "!=") return (labels: Labels) => of(labels) !== value;
    const pattern = new RegExp(`^(?:${value})$`, "s");
    const isWanted = operator === "=~";
    const known = new Map<string, boolean>();
    return (labels: Labels) => {
      const text = of(labels);
      let isMatch = known.get(text);
      if (isMatch === undefined) {
        isMatch = pattern.test(text.slice(0, longestMatched));
        known.set(text, isMatch);
      }
      return isMatch === isWanted;
    };
  });
  return (labels) => tests.every((test) => test(labels));
}
