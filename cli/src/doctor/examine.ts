import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { listAgents } from "../client/agent.ts";
import { type Health, readHealth } from "../client/health.ts";
import type { Server } from "../client/http.ts";
import { readStatus } from "../client/status.ts";
import type { Finding } from "../format/doctor.ts";
import { figure } from "../format/figure.ts";
import { say } from "../words/words.ts";
import { folderFindings } from "./folder.ts";
import { icmpFinding } from "./icmp.ts";
import { pathFinding } from "./path.ts";

const neededNode = 24;
/** A clock this far off bends "since" and every period asked for, ms. */
const clockToleranceMs = 5000;

/** Looks at everything an admin would look at first, each step on its own, so that one fault hides no other. */
export async function examine(findServer: () => Server, language: Language): Promise<Finding[]> {
  const findings = [nodeFinding(process.versions.node, language)];
  const server = attempt(findServer, "place", language);
  if ("finding" in server) findings.push(server.finding);
  else {
    findings.push(...(await folderFindings(server.value.place, language)));
    findings.push(...(await serverFindings(server.value, language)));
  }
  findings.push(await icmpFinding(language), await pathFinding(language));
  return findings;
}

/** One question without a key, for those who watch the watcher: does it run, and is all well inside. */
export async function aliveFinding(findServer: () => Server, language: Language): Promise<Finding> {
  const server = attempt(findServer, "place", language);
  if ("finding" in server) return server.finding;
  const ready = await attemptAsync(() => readHealth(server.value, "readyz"), "alive", language);
  if ("finding" in ready) return ready.finding;
  const { url } = server.value.place;
  const { status, message } = ready.value;
  if (status === 200) {
    return { check: "alive", outcome: "ok", message: say(language, "doctor.alive", { url }) };
  }
  const why = message ?? `HTTP ${status}`;
  return {
    ...{ check: "alive", outcome: "fail", message: say(language, "doctor.notAlive", { url, why }) },
    hint: say(language, "doctor.notReadyHint"),
  };
}

export function nodeFinding(version: string, language: Language): Finding {
  const well = Number(version.split(".")[0]) >= neededNode;
  const message = say(language, "doctor.node", { version });
  return well
    ? { check: "node", outcome: "ok", message }
    : { check: "node", outcome: "fail", message, hint: say(language, "doctor.nodeHint") };
}

async function serverFindings(server: Server, language: Language): Promise<Finding[]> {
  const alive = await attemptAsync(() => readHealth(server, "healthz"), "server", language);
  if ("finding" in alive) return [alive.finding];
  const { url } = server.place;
  const findings: Finding[] = [
    { check: "server", outcome: "ok", message: say(language, "doctor.server", { url }) },
  ];
  const clock = clockFinding(alive.value.serverMs, Date.now(), language);
  const ready = await attemptAsync(() => readHealth(server, "readyz"), "ready", language);
  findings.push("finding" in ready ? ready.finding : readyFinding(ready.value, language));
  findings.push(...(await keyFindings(server, language)));
  if (clock !== undefined) findings.push(clock);
  return findings;
}

export function readyFinding(health: Health, language: Language): Finding {
  const engine = health.engine ?? "?";
  if (health.status === 200) {
    const key = health.engine === undefined ? "doctor.ready" : "doctor.readyEngine";
    return { check: "ready", outcome: "ok", message: say(language, key, { engine }) };
  }
  const why = health.message ?? `HTTP ${health.status}`;
  return {
    check: "ready",
    outcome: "fail",
    message: say(language, "doctor.notReady", { why }),
    hint: say(language, "doctor.notReadyHint"),
  };
}

async function keyFindings(server: Server, language: Language): Promise<Finding[]> {
  const status = await attemptAsync(() => readStatus(server), "key", language);
  if ("finding" in status) return [status.finding];
  const accepted: Finding = {
    check: "key",
    outcome: "ok",
    message: say(language, "doctor.key", { place: server.place.keyFrom ?? "" }),
  };
  const agents = await attemptAsync(() => listAgents(server), "agents", language);
  if ("finding" in agents) return [accepted, agents.finding];
  return [accepted, agentsFinding(agents.value.data, language)];
}

export function agentsFinding(
  agents: readonly { id: string; silent: boolean }[],
  language: Language,
): Finding {
  const silent = agents.filter((agent) => agent.silent).map((agent) => agent.id);
  const base = { check: "agents" } as const;
  if (agents.length === 0) {
    const message = say(language, "agent.none");
    return { ...base, outcome: "warn", message, hint: say(language, "doctor.noAgentsHint") };
  }
  if (silent.length === 0) {
    return { ...base, outcome: "ok", message: say(language, "doctor.agents", { total: agents.length }) };
  }
  const list = silent.slice(0, 8).join(", ") + (silent.length > 8 ? ", …" : "");
  const values = { silent: silent.length, total: agents.length, list };
  return {
    ...base,
    outcome: "warn",
    message: say(language, "doctor.agentsSilent", values),
    hint: say(language, "doctor.agentsSilentHint"),
  };
}

/** Undefined when the server told no time. The Date header has whole seconds, so up to one second is no difference. */
export function clockFinding(
  serverMs: number | null,
  nowMs: number,
  language: Language,
): Finding | undefined {
  if (serverMs === null) return undefined;
  const offMs = nowMs < serverMs ? nowMs - serverMs : Math.max(0, nowMs - serverMs - 999);
  const seconds = figure(Math.abs(offMs) / 1000, language, { max: 1 });
  const base = { check: "clock" } as const;
  if (Math.abs(offMs) <= clockToleranceMs) {
    return { ...base, outcome: "ok", message: say(language, "doctor.clock", { seconds }) };
  }
  const key = offMs > 0 ? "doctor.clockAhead" : "doctor.clockBehind";
  return {
    ...base,
    outcome: "warn",
    message: say(language, key, { seconds }),
    hint: say(language, "doctor.clockHint"),
  };
}

type Attempt<T> = { value: T } | { finding: Finding };

function attempt<T>(act: () => T, check: string, language: Language): Attempt<T> {
  try {
    return { value: act() };
  } catch (error) {
    return { finding: failure(error, check, language) };
  }
}

async function attemptAsync<T>(
  act: () => Promise<T>,
  check: string,
  language: Language,
): Promise<Attempt<T>> {
  try {
    return { value: await act() };
  } catch (error) {
    return { finding: failure(error, check, language) };
  }
}

/** A step that throws what the CLI knows to explain is a finding; anything else is a fault of ours and goes up. */
function failure(error: unknown, check: string, language: Language): Finding {
  if (!(error instanceof HaidangError)) throw error;
  const hint = error.hint ?? say(language, "usage.help");
  return { check, outcome: "fail", message: error.message, hint };
}
