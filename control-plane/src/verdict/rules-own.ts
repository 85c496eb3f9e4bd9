import type { PowerSign } from "./facts.ts";
import { line, type Rule, type Said } from "./rule.ts";

/** What the silent place itself says: its agent, its power, its machines and its ports. */

const planned: Rule = ({ planned: window }) => {
  if (window === undefined) return [];
  const { id, reason, fromMs, annotation } = window;
  // what was written down afterwards explains as well, but nobody announced it
  const weights = { planned: annotation ? 7 : 9 };
  return [{ kind: "maintenance_window", atMs: fromMs, values: { id, reason }, weights }];
};

/** An agent that is heard has power, and reaches us some other way; one that is not may have lost either. */
const agentHeard: Rule = ({ agent, subject }) => {
  if (agent === undefined) return [];
  const isItself = subject.kind === "agent";
  if (agent.shippingMs !== null && agent.isMeasurer) {
    const weights = { link_cut: -4, power_lost: -3, equipment_fault: 1, upstream: -3, our_side: -3 };
    return [line("agent_shipping", { ...agent, atMs: agent.shippingMs }, weights)];
  }
  if (agent.shippingMs !== null && !isItself) {
    const weights = { link_cut: 2.5, power_lost: -5, agent_stopped: -6, equipment_fault: 0.5 };
    return [line("agent_shipping", { ...agent, atMs: agent.shippingMs }, weights)];
  }
  if (agent.silentMs === null || isItself) return [];
  const weights = { link_cut: 0.7, power_lost: 0.7, equipment_fault: -0.3 };
  return [line("agent_silent", { ...agent, atMs: agent.silentMs }, weights)];
};

/** What was measured while nobody heard it: the place was alive, the way to it was not. */
const measuredOn: Rule = ({ agent, startsMs }) => {
  if (agent === undefined || agent.isMeasurer || agent.shippingMs !== null || agent.measuredPct === null)
    return [];
  const pct = agent.measuredPct;
  if (pct < 20) return [];
  const share = pct / 100;
  const weights = { link_cut: 5 * share, power_lost: -5 * share, agent_stopped: -6 * share };
  return [line("backlog_measured_on", { ...agent, atMs: startsMs }, weights, { pct })];
};

const restarted: Rule = ({ agent, subject }) => {
  if (agent === undefined) return [];
  const said: Said[] = [];
  if (agent.restartedMs !== null && agent.bootedMs === null) {
    const weights =
      subject.kind === "agent" ? { agent_stopped: 4, power_lost: -2, link_cut: -2 } : { power_lost: -1.5 };
    said.push(line("agent_restarted", { ...agent, atMs: agent.restartedMs }, weights));
  }
  if (agent.bootedMs !== null) {
    const weights = { power_lost: 3, link_cut: -3, agent_stopped: -1 };
    said.push(line("cold_start", { ...agent, atMs: agent.bootedMs }, weights));
  }
  if (agent.ranThroughMs !== null) {
    const weights = { power_lost: -3, agent_stopped: -4, link_cut: 1 };
    said.push(line("kept_running", { ...agent, atMs: agent.ranThroughMs }, weights));
  }
  return said;
};

const powerSaid = {
  on_battery: { kind: "on_battery_before", weights: { power_lost: 3.5, link_cut: -0.5 } },
  battery_low: { kind: "on_battery_before", weights: { power_lost: 4, link_cut: -0.5 } },
  mains_lost: { kind: "mains_lost_trap", weights: { power_lost: 3 } },
  on_mains: { kind: "on_mains", weights: { power_lost: -5 } },
  on_mains_before: { kind: "on_mains_before", weights: { power_lost: -1.5 } },
} as const;

const power: Rule = ({ power: signs }) => {
  const said = signs.map((sign: PowerSign) => {
    const { kind, weights } = powerSaid[sign.sign];
    return line(kind, sign, weights, sign.trap === undefined ? {} : { trap: sign.trap });
  });
  // several that say the same are one loss of power: the rest only adds a little
  return fading(said);
};

/** A machine that started anew had lost its power, or failed by itself; several at once lost their power. */
const machines: Rule = ({ machines: all }) => {
  const booted = all.filter((machine) => machine.booted);
  const kept = all.filter((machine) => !machine.booted);
  const starts = booted.map((machine) => {
    const alone = machine.isSubject && kept.length > 0;
    const weights = alone
      ? { equipment_fault: 3, power_lost: -1, link_cut: -2 }
      : { power_lost: 3, link_cut: -3, equipment_fault: machine.isSubject ? 1 : 0 };
    return line("cold_start", machine, weights);
  });
  const runs = kept.map((machine) =>
    line("kept_running", machine, { power_lost: -4, ...(machine.isSubject ? { equipment_fault: -1 } : {}) }),
  );
  return [...fading(starts), ...fading(runs)];
};

/** The first counts whole, each that follows half of the one before it. */
function fading(said: readonly Said[]): Said[] {
  return said.map((one, at) => ({
    ...one,
    weights: Object.fromEntries(
      Object.entries(one.weights).map(([cause, weight]) => [cause, weight / 2 ** at]),
    ),
  }));
}

/**
 * At the site's own end a dead port is a dead line; seen from the centre it may also be a dark site, whose end of the
 * fibre is dark too. Light at both ends of a silent line leaves what lies between them, which is the carrier's.
 */
const ports: Rule = ({ ports: all }) => {
  const isWhole = (["site", "centre"] as const).every(
    (side) => all.some((port) => port.side === side) && all.every((port) => port.isUp),
  );
  return all.map((port) => {
    const values = { port: port.port };
    if (!port.isUp) return line("port_down", port, portDown[port.side], values);
    return line("port_up", port, isWhole ? portsUp[port.side] : portUp[port.side], values);
  });
};

const portDown = {
  site: { link_cut: 4.5, power_lost: -4, equipment_fault: -1 },
  centre: { link_cut: 2.4, power_lost: 0.4, equipment_fault: -0.5, upstream: -1.5, our_side: -1 },
} as const;
const portUp = {
  site: { link_cut: -1.5, power_lost: -3 },
  centre: { link_cut: -0.7, power_lost: 0.5, equipment_fault: 0.5 },
} as const;
const portsUp = { site: { power_lost: -3, link_cut: 1.5 }, centre: { our_side: -0.5 } } as const;

export const ownRules: readonly Rule[] = [planned, agentHeard, measuredOn, restarted, power, machines, ports];
