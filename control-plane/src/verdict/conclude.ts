import {
  type Cause,
  type Evidence,
  type Responsibility,
  sureFromPct,
  usualResponsibility,
  type Verdict,
} from "@haidang/contract/verdict.ts";
import type { OutageFacts } from "./facts.ts";
import { type Said, weighed } from "./rule.ts";
import { aroundRules } from "./rules-around.ts";
import { ownRules } from "./rules-own.ts";

type Known = Exclude<Cause, "not_known">;

/** How likely each cause is before anything is known, in natural logarithms of odds: rates of our kind of network. */
const before: Readonly<Record<"line" | "equipment" | "service" | "agent", Record<Known, number>>> = {
  line: entry({ link_cut: 0.8, power_lost: 0.4, equipment_fault: 0 }),
  equipment: entry({ link_cut: -0.8, power_lost: 0.2, equipment_fault: 0.8 }),
  service: entry({ link_cut: -0.8, power_lost: -0.5, equipment_fault: 1.2 }),
  agent: entry({ link_cut: 0.3, power_lost: 0.3, equipment_fault: -2, agent_stopped: 0.5 }),
};

function entry(known: Partial<Record<Known, number>>): Record<Known, number> {
  return {
    link_cut: 0,
    power_lost: 0,
    agent_stopped: -4,
    upstream: -1.5,
    equipment_fault: 0,
    our_side: -1.5,
    planned: -4,
    ...known,
  };
}

/** Lines about one fact and one cause that weigh less than this are not worth a reader's time. */
const worthTelling = 0.5;

/**
 * Why something is silent. Facts add to the logarithm of each cause's odds; what comes out are shares of 100. Below
 * `sureFromPct` the cause is `not_known`, and the best guess stands first in `weighed`.
 */
export function conclude(facts: OutageFacts, nowMs: number): Verdict {
  const said = [...ownRules, ...aroundRules].flatMap((rule) => rule(facts));
  const shares = sharesOf(facts, said);
  const [best] = shares;
  const isSure = best !== undefined && best.confidencePct >= sureFromPct;
  const cause: Cause = isSure ? best.cause : "not_known";
  const { above } = facts;
  return {
    cause,
    ...(cause === "upstream" && above !== undefined ? { upstream: above.subject } : {}),
    confidencePct: best?.confidencePct ?? 0,
    responsibility: responsibilityOf(cause, facts),
    evidence: linesOf(facts, said),
    weighed: shares,
    atMs: nowMs,
  };
}

function priorOf({ subject: { kind } }: OutageFacts): Record<Known, number> {
  if (kind === "agent") return before.agent;
  // whatever reports by itself fails by itself more often than its line does
  if (kind === "service" || kind === "heartbeat") return before.service;
  return kind === "device" || kind === "video" || kind === "rack" ? before.equipment : before.line;
}

function sharesOf(facts: OutageFacts, said: readonly Said[]): Verdict["weighed"] {
  const logs = new Map<Cause, number>(Object.entries(priorOf(facts)) as Array<[Known, number]>);
  for (const { weights } of said) {
    for (const [cause, weight] of weighed(weights)) logs.set(cause, (logs.get(cause) ?? 0) + weight);
  }
  return inHundred([...logs].map(([cause, log]) => ({ cause, odds: Math.exp(log) })));
}

/** Whole shares that add up to 100, the largest remainders rounded up; likeliest first. */
function inHundred(all: ReadonlyArray<{ cause: Cause; odds: number }>): Verdict["weighed"] {
  const sum = all.reduce((total, { odds }) => total + odds, 0);
  const exact = all.map(({ cause, odds }) => ({ cause, pct: (odds / sum) * 100 }));
  const left = 100 - exact.reduce((total, { pct }) => total + Math.floor(pct), 0);
  const raised = new Set(
    exact
      .toSorted((a, b) => b.pct - Math.floor(b.pct) - (a.pct - Math.floor(a.pct)))
      .slice(0, left)
      .map(({ cause }) => cause),
  );
  return exact
    .toSorted((a, b) => b.pct - a.pct)
    .map(({ cause, pct }) => ({ cause, confidencePct: Math.floor(pct) + (raised.has(cause) ? 1 : 0) }));
}

function responsibilityOf(cause: Cause, { above, carrier }: OutageFacts): Responsibility {
  if (cause === "upstream") return above?.responsibility ?? "unknown";
  // a line nobody sells is nobody's to charge
  if (cause === "link_cut" && carrier === undefined) return "unknown";
  return usualResponsibility[cause];
}

/** One line for each cause a fact speaks of, in the order of time. */
function linesOf({ name, subject, startsMs }: OutageFacts, said: readonly Said[]): Evidence[] {
  const likely: Cause =
    subject.kind === "agent" ? "agent_stopped" : subject.kind === "link" ? "link_cut" : "equipment_fault";
  const lines: Evidence[] = [
    { kind: "first_failure", atMs: startsMs, subject, speaks: "for", cause: likely, values: { name } },
  ];
  for (const { kind, atMs, subject: where, values, weights } of said) {
    for (const [cause, weight] of weighed(weights)) {
      if (Math.abs(weight) < worthTelling) continue;
      const speaks = weight > 0 ? "for" : "against";
      lines.push({ kind, atMs, ...(where === undefined ? {} : { subject: where }), speaks, cause, values });
    }
  }
  return lines.toSorted((a, b) => a.atMs - b.atMs);
}
