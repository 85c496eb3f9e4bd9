import type { SnmpSession } from "./session.ts";
import { compareOids, type SnmpValue, type Varbind } from "./value.ts";

/** For tests only: an SNMP agent over a list of variables, with the protocol's own rules, and what it was asked. */
export function scriptedSession(
  version: "1" | "2c",
  variables: Readonly<Record<string, SnmpValue>>,
  hooks: { onBulk?: (maxRepetitions: number) => void; noSuchName?: () => Error } = {},
): SnmpSession & { asked: string[]; closed: boolean } {
  const oids = Object.keys(variables).sort(compareOids);
  const next = (oid: string): Varbind => {
    const found = oids.find((known) => compareOids(known, oid) > 0);
    if (found !== undefined) return { oid: found, value: variables[found] };
    if (hooks.noSuchName !== undefined) throw hooks.noSuchName();
    return { oid, value: undefined };
  };
  const session = {
    version,
    asked: [] as string[],
    closed: false,
    async get(asked: readonly string[]) {
      session.asked.push("get");
      return asked.map((oid) => ({ oid, value: variables[oid] }));
    },
    async getNext(asked: readonly string[]) {
      session.asked.push("getNext");
      return asked.map(next);
    },
    async getBulk(asked: readonly string[], options: { nonRepeaters: number; maxRepetitions: number }) {
      session.asked.push(`getBulk ${options.maxRepetitions}`);
      hooks.onBulk?.(options.maxRepetitions);
      const repeated = asked.slice(options.nonRepeaters).map((oid) => {
        const row: Varbind[] = [];
        for (let at = 0; at < options.maxRepetitions; at += 1) row.push(next(row.at(-1)?.oid ?? oid));
        return row;
      });
      return { once: asked.slice(0, options.nonRepeaters).map(next), repeated };
    },
    close() {
      session.closed = true;
    },
  };
  return session;
}
