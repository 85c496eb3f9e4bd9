import type { Check } from "@haidang/contract/check.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { Assignment } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";

/** Which checks each agent holds or held, kept in memory over the records. */
export interface Assignments {
  /** The assignment a result of that time belongs to: the one that held then, else the nearest. */
  find(agent: string, checkId: string, timeMs: number): Assignment | undefined;
  of(key: ObjectKey): readonly Assignment[];
  /**
   * Until when an agent was given any check of an object, UTC ms: `Infinity` while it is, undefined if it never was.
   */
  givenUntilMs(agent: string, key: ObjectKey): number | undefined;
  active(): Assignment[];
  checksFor(agent: string): Check[];
  /** Grows whenever an assignment begins, ends or changes. */
  version(): number;
  /** Brings what each agent holds in line with `wanted`; the agents whose list changed. */
  sync(wanted: ReadonlyMap<string, readonly Check[]>, nowMs: number): Set<string>;
}

export function openAssignments(records: RecordStore): Assignments {
  const byCheck = new Map<string, Assignment[]>();
  const byObject = new Map<ObjectKey, Assignment[]>();
  const byAgent = new Map<string, Assignment[]>();
  let version = 0;
  const lookup = (agent: string, checkId: string) => `${agent}\n${checkId}`;
  const push = <K>(map: Map<K, Assignment[]>, key: K, value: Assignment) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  function learn(assignment: Assignment): void {
    push(byCheck, lookup(assignment.agent, assignment.check.id), assignment);
    push(byObject, objectKey(assignment.check.target), assignment);
    push(byAgent, assignment.agent, assignment);
  }
  for (const assignment of records.checks.list()) learn(assignment);

  const activeOf = (agent: string) => (byAgent.get(agent) ?? []).filter(({ toMs }) => toMs === null);
  const active = () => [...byCheck.values()].flat().filter(({ toMs }) => toMs === null);

  function syncAgent(agent: string, wanted: readonly Check[], nowMs: number): boolean {
    const held = new Map(activeOf(agent).map((assignment) => [assignment.check.id, assignment]));
    let changed = false;
    version += 1;
    for (const check of wanted) {
      const holding = held.get(check.id);
      held.delete(check.id);
      if (holding === undefined) learn(records.checks.assign(agent, check, nowMs));
      else if (JSON.stringify(holding.check) === JSON.stringify(check)) continue;
      else if (!sameAttempts(holding.check, check)) {
        // what was confirmed by other attempts stays so: the past is judged by the terms it had
        records.checks.retire(holding.assignment, nowMs);
        holding.toMs = nowMs;
        learn(records.checks.assign(agent, check, nowMs));
      } else {
        records.checks.update(holding.assignment, check, nowMs);
        holding.check = check;
      }
      changed = true;
    }
    for (const assignment of held.values()) {
      records.checks.retire(assignment.assignment, nowMs);
      assignment.toMs = nowMs;
      changed = true;
    }
    return changed;
  }

  return {
    find(agent, checkId, timeMs) {
      const candidates = byCheck.get(lookup(agent, checkId));
      return candidates?.findLast(({ fromMs }) => fromMs <= timeMs) ?? candidates?.[0];
    },
    of: (key) => byObject.get(key) ?? [],
    givenUntilMs(agent, key) {
      const ends = (byObject.get(key) ?? []).flatMap((given) =>
        given.agent === agent ? [given.toMs ?? Number.POSITIVE_INFINITY] : [],
      );
      return ends.length === 0 ? undefined : Math.max(...ends);
    },
    active,
    version: () => version,
    checksFor: (agent) =>
      activeOf(agent)
        // agents know no thresholds
        .map(({ check: { attempts: _attempts, ...check } }) => check),
    sync(wanted, nowMs) {
      const agents = new Set([...wanted.keys(), ...active().map(({ agent }) => agent)]);
      return records.transaction(
        () => new Set([...agents].filter((agent) => syncAgent(agent, wanted.get(agent) ?? [], nowMs))),
      );
    },
  };
}

function sameAttempts({ attempts: a }: Check, { attempts: b }: Check): boolean {
  return a?.down === b?.down && a?.degraded === b?.degraded;
}
