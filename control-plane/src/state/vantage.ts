import { clockLimitMs } from "@haidang/contract/agent-protocol.ts";
import type { ProbeName } from "@haidang/contract/check.ts";
import type { CheckVerdict, Verdict } from "./said.ts";

/** Probes that see a link from elsewhere than where it is measured. */
export const vantageProbes = ["icmp-far", "port", "port-near"] as const;

/** STAMP runs from the measuring end, yet its answer contradicts a silence as a vantage's does. */
const known: ReadonlySet<ProbeName> = new Set<ProbeName>([...vantageProbes, "stamp"]);
export const isVantage = (probe: ProbeName): boolean => known.has(probe);

/** Clocks of two agents may differ by so much, so that one result is after another only when it is by more, ms. */
export const vantageLagMs = clockLimitMs;

const isPort = ({ probe }: CheckVerdict) => probe === "port" || probe === "port-near";
const answers = ({ class: name }: Verdict) => name === "up" || name === "degraded";

/**
 * What the measuring end says (`near`) and what the other vantages make of it. They are heard only about the same
 * time: with a result from after `near` began to say so. What an agent saw before its line was cut, and what a port
 * was before it came up again, contradicts nothing.
 *
 * | near    | elsewhere                 | together                        |
 * | answers | a port is down            | degraded: another way carries it |
 * | silent  | a port is down            | down, and why                   |
 * | silent  | a port is dormant         | standby: not measured           |
 * | silent  | the far end reaches it    | degraded: one way only          |
 * | unknown | a port is down            | down                            |
 * | unknown | the far end reaches it    | up                              |
 */
export function fuseVantages(near: CheckVerdict, checks: readonly CheckVerdict[]): Verdict {
  const heard = checks.filter((check) => isVantage(check.probe) && isAfter(check, near));
  const portDown = heard.some((check) => isPort(check) && check.class === "down");
  if (answers(near)) {
    if (near.class === "degraded") return near;
    if (portDown) return { class: "degraded", reason: "port_down" };
    const full = heard.find((check) => isPort(check) && check.class === "degraded");
    return full === undefined ? near : { class: "degraded", reason: full.reason };
  }
  if (near.class !== "down" && near.class !== "unknown") return near;
  if (portDown) return { class: "down", reason: "port_down" };
  if (near.class === "down" && heard.some((check) => isPort(check) && check.reason === "standby"))
    return { class: "unmonitored", reason: "standby" };
  if (!heard.some((check) => check.probe === "icmp-far" && answers(check))) return near;
  return near.class === "down" ? { class: "degraded", reason: "one_way" } : { class: "up" };
}

/** Whether one says so of the time that the other speaks of, with a result from after it began to. */
export function isAfter({ provenMs }: CheckVerdict, { sinceMs }: CheckVerdict): boolean {
  if (provenMs === undefined || provenMs === null || sinceMs === undefined || sinceMs === null) return true;
  return provenMs >= sinceMs + vantageLagMs;
}
