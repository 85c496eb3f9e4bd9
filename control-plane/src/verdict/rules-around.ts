import { line, namesOf, type Rule, type Said } from "./rule.ts";

/** What stands around the silent place: above it, beside it, at our own end, and who else asked it. */

/** Who measures is cut off: then nothing above or beside it means what it seems to. */
const isOurs = ({ lostAll, gatewayDown }: Parameters<Rule>[0]["measurer"]) =>
  lostAll !== undefined || gatewayDown !== undefined;

const upstream: Rule = ({ above, aboveUp, measurer }) => {
  if (above !== undefined) {
    const ours = isOurs(measurer) || above.cause === "our_side";
    return [line("upstream_down", above, ours ? { our_side: 1 } : { upstream: 7 })];
  }
  return aboveUp === undefined ? [] : [line("upstream_up", aboveUp, { upstream: -4, our_side: -3 })];
};

const ownSide: Rule = ({ measurer: { lostAll, gatewayDown, answering }, startsMs }) => {
  const said: Said[] = [];
  if (lostAll !== undefined)
    said.push(line("hub_lost_all", lostAll, { our_side: 7 }, { count: lostAll.sites }));
  if (gatewayDown !== undefined) said.push(line("hub_gateway_down", gatewayDown, { our_side: 6 }));
  const [first] = answering;
  if (first !== undefined) {
    const names = namesOf(answering);
    said.push({ kind: "siblings_up", atMs: startsMs, values: { names }, weights: { our_side: -5 } });
  }
  return said;
};

const agentsTogether: Rule = ({ agentsTogether: silent, measurer }) => {
  if (silent === undefined || measurer.answering.length > 0) return [];
  const { count, atMs } = silent;
  return [{ kind: "agents_silent_together", atMs, values: { count }, weights: { our_side: 6 } }];
};

/** The site's other ways: all at once is the site, one alone is the line. */
const otherLinks: Rule = ({ links: { down, up }, measurer, above, subject, startsMs }) => {
  if (isOurs(measurer) || above !== undefined || subject.kind === "agent") return [];
  const said: Said[] = [];
  if (down.length > 0) {
    const weights = { power_lost: 2.5, link_cut: -2, equipment_fault: 0.5 };
    said.push({ kind: "siblings_down", atMs: startsMs, values: { names: namesOf(down) }, weights });
  }
  if (up.length > 0) {
    const weights = { link_cut: 2, power_lost: -5, equipment_fault: 0.5 };
    said.push({ kind: "siblings_up", atMs: startsMs, values: { names: namesOf(up) }, weights });
  }
  return said;
};

/** An agent falls silent with the lines of its site; where they stand it is the agent. */
const linesOfAgent: Rule = ({ links: { down, up }, subject, measurer, above, startsMs }) => {
  if (subject.kind !== "agent" || down.length === 0 || up.length > 0) return [];
  if (isOurs(measurer) || above !== undefined) return [];
  const weights = { link_cut: 2.5, power_lost: 2, agent_stopped: -3 };
  return [{ kind: "siblings_down", atMs: startsMs, values: { names: namesOf(down) }, weights }];
};

const otherDevices: Rule = ({ devices: { down, up }, startsMs }) => {
  const said: Said[] = [];
  if (down.length > 0) {
    const weights = { power_lost: 2, equipment_fault: -1.5 };
    said.push({ kind: "siblings_down", atMs: startsMs, values: { names: namesOf(down) }, weights });
  }
  if (up.length > 0) {
    const weights = { equipment_fault: 2.5, power_lost: -2.5, link_cut: -3 };
    said.push({ kind: "siblings_up", atMs: startsMs, values: { names: namesOf(up) }, weights });
  }
  return said;
};

const carrier: Rule = ({ carrierLinks: { down }, carrier: name, measurer, above, startsMs }) => {
  if (down === 0 || name === undefined || isOurs(measurer) || above !== undefined) return [];
  const weights = { link_cut: Math.min(3, 1 + down / 2), power_lost: -1, equipment_fault: -1 };
  const values = { count: down, carrier: name };
  return [{ kind: "carrier_down_elsewhere", atMs: startsMs, values, weights }];
};

/** What still answers at the place: for an agent that is silent it says that the line and the power are there. */
const reached: Rule = ({ reached: all, signalling, subject, answeredWrongly, name, startsMs }) => {
  const said: Said[] = [];
  const isAgent = subject.kind === "agent";
  const [first] = all;
  if (first !== undefined) {
    const weights = isAgent
      ? { agent_stopped: 3, link_cut: -5, power_lost: -5, our_side: -4, upstream: -5 }
      : { power_lost: -4, equipment_fault: 1, upstream: -2 };
    said.push(line("device_reached", first, weights));
  }
  const [calls] = signalling;
  if (calls !== undefined) {
    const weights = { power_lost: -4, link_cut: -3, equipment_fault: 1 };
    said.push(line("signalling_answers", calls, weights));
  }
  if (answeredWrongly) {
    const weights = { equipment_fault: 3, link_cut: -4, power_lost: -4, upstream: -3, our_side: -3 };
    said.push(line("device_reached", { subject, name, atMs: startsMs }, weights));
  }
  return said;
};

const farEnd: Rule = ({ farEnd: all }) =>
  all.map((end) =>
    end.isUp
      ? line("far_end_sees_us", end, { link_cut: -2, power_lost: -5, our_side: 1, equipment_fault: 0.7 })
      : line("far_end_lost_us", end, { link_cut: 2, power_lost: -4, equipment_fault: -0.5 }),
  );

const path: Rule = ({ path: last }) => {
  if (last === undefined) return [];
  const { hop, address } = last;
  // a trace that comes out of our own network is lost further on
  const weights = hop >= 2 ? { link_cut: 0.6, our_side: -1 } : { our_side: 0.5 };
  return [line("path_ends_at", last, weights, { hop, address })];
};

export const aroundRules: readonly Rule[] = [
  upstream,
  ownSide,
  agentsTogether,
  otherLinks,
  linesOfAgent,
  otherDevices,
  carrier,
  reached,
  farEnd,
  path,
];
