import { type Columns, readColumns } from "./columns.ts";
import {
  counterColumns,
  type InterfaceIdentity,
  type InterfaceRow,
  identityColumns,
  interfaceIdentities,
  interfaceRow,
  type LiveCells,
  type LiveColumn,
  lacksWideCounters,
  narrowColumns,
} from "./interface-row.ts";
import type { SnmpSession } from "./session.ts";
import type { SystemFacts } from "./system-group.ts";
import { numberOf, type SnmpValue } from "./value.ts";

/** Aliases and speeds are read anew this often even when nothing hints at a change. */
const renewMs = 10 * 60_000;

/** The interfaces of one device. */
export interface InterfaceWatch {
  /** Rows in order of ifIndex. Rejects with SnmpFault. */
  read(session: SnmpSession, system: SystemFacts, nowMs: number): Promise<InterfaceRow[]>;
}

interface Known {
  identities: readonly InterfaceIdentity[];
  readMs: number;
  system: SystemFacts;
  /** Whether the device has ifName, or ifDescr has to tell its interfaces apart. */
  nameColumn: "ifName" | "ifDescr";
}

/**
 * Reads IF-MIB: counters, states and names in every poll, the rest of what names and describes an interface only
 * when it may have changed: after a restart of the device, a change of a name, an index or a state, or ten minutes.
 * The 32-bit counters are read only where those of 64 bits are missing.
 */
export function watchInterfaces(): InterfaceWatch {
  let known: Known | undefined;
  let before: Columns<LiveColumn> = new Map();

  return {
    async read(session, system, nowMs) {
      const nameColumn = known?.nameColumn ?? "ifName";
      const live = await readLive(session, nameColumn);
      if (
        known === undefined ||
        isStale(known, { system, nowMs }) ||
        !sameInterfaces(before, live, nameColumn)
      ) {
        known = await readIdentities(session, live, { system, nowMs });
      }
      known.system = system;
      before = live;
      return known.identities.map((identity) => interfaceRow(identity, live.get(identity.ifIndex)));
    },
  };
}

const liveColumns: Record<Known["nameColumn"], Readonly<Partial<Record<LiveColumn, string>>>> = {
  ifName: { ...counterColumns, ifName: identityColumns.ifName },
  ifDescr: { ...counterColumns, ifDescr: identityColumns.ifDescr },
};

async function readLive(session: SnmpSession, nameColumn: Known["nameColumn"]): Promise<Columns<LiveColumn>> {
  const live: Columns<LiveColumn> = await readColumns(session, liveColumns[nameColumn]);
  if (![...live.values()].some(lacksWideCounters)) return live;
  for (const [index, cells] of await readColumns(session, narrowColumns)) {
    const row = live.get(index) ?? new Map();
    for (const [column, cell] of cells) row.set(column, cell);
    live.set(index, row);
  }
  return live;
}

async function readIdentities(
  session: SnmpSession,
  live: Columns<LiveColumn>,
  { system, nowMs }: { system: SystemFacts; nowMs: number },
): Promise<Known> {
  const table = await readColumns(session, identityColumns);
  for (const index of live.keys()) if (!table.has(index)) table.set(index, new Map());
  const named = [...table.values()].some((cells) => cells.has("ifName"));
  return {
    identities: interfaceIdentities(table),
    readMs: nowMs,
    system,
    nameColumn: named ? "ifName" : "ifDescr",
  };
}

function isStale(known: Known, { system, nowMs }: { system: SystemFacts; nowMs: number }): boolean {
  const agedMs = nowMs - known.readMs;
  return (
    agedMs < 0 ||
    agedMs >= renewMs ||
    (system.uptimeTicks ?? 0) < (known.system.uptimeTicks ?? 0) ||
    system.sysObjectID !== known.system.sysObjectID ||
    system.sysDescr !== known.system.sysDescr
  );
}

/** The same rows, each with the name and state it had. A link that comes up may do so at another speed. */
function sameInterfaces(
  before: ReadonlyMap<string, LiveCells>,
  now: ReadonlyMap<string, LiveCells>,
  nameColumn: Known["nameColumn"],
): boolean {
  if (before.size !== now.size) return false;
  for (const [index, cells] of now) {
    const earlier = before.get(index);
    if (earlier === undefined) return false;
    if (!sameBytes(earlier.get(nameColumn)?.value, cells.get(nameColumn)?.value)) return false;
    const [was, is] = [earlier, cells].map((row) => numberOf(row.get("ifOperStatus")?.value));
    if (was !== is) return false;
  }
  return true;
}

function sameBytes(a: SnmpValue, b: SnmpValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}
