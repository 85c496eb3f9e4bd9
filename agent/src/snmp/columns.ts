import { SnmpFault, type SnmpSession } from "./session.ts";
import { compareOids, indexBelow, numberOf, type SnmpValue, type Varbind } from "./value.ts";

/** sysUpTime without its instance, so that GETNEXT and GETBULK come to it. SNMPv2-MIB, RFC 3418. */
const sysUpTime = "1.3.6.1.2.1.1.3";

/** Rows beyond this are a lie or a fault: the walk ends as malformed. */
export const maxRows = 50_000;

/** About what fits a reply of 1,400 bytes. */
const variablesPerReply = 64;

export interface Cell {
  value: SnmpValue;
  /** sysUpTime, 1/100 s, of the PDU the value came in; undefined when the device does not tell. */
  uptimeTicks: number | undefined;
}

/** By row index (the OID below the column); a row has a cell for each column the device has there. */
export type Columns<C extends string> = Map<string, Map<C, Cell>>;

interface Walk<C extends string> {
  rows: Columns<C>;
  /** Columns not at their end yet, with the last OID seen in each. */
  open: Map<C, string>;
  oids: Readonly<Record<C, string>>;
}

/** A walk over columns that can be left after any question and gone on with, in another session too. */
export interface ColumnWalk<C extends string> {
  /** What was read so far. */
  rows: Columns<C>;
  done(): boolean;
  /** One question (version 1: a few). Rejects with SnmpFault. */
  step(session: SnmpSession): Promise<void>;
}

/**
 * Reads only the columns named, side by side: GETBULK with sysUpTime as non-repeater (version 1: GETNEXT), each
 * column going on from where it is. A column ends when it leaves its subtree or does not rise.
 */
export function walkColumns<C extends string>(oids: Readonly<Record<C, string>>): ColumnWalk<C> {
  const names = Object.keys(oids).filter((name): name is C => Object.hasOwn(oids, name));
  const walk: Walk<C> = { rows: new Map(), open: new Map(names.map((name) => [name, oids[name]])), oids };
  let maxRepetitions = Math.max(1, Math.floor(variablesPerReply / names.length));
  return {
    rows: walk.rows,
    done: () => walk.open.size === 0,
    async step(session) {
      if (session.version === "1") await stepNext(session, walk);
      else maxRepetitions = await stepBulk(session, walk, maxRepetitions);
      if (walk.rows.size > maxRows) {
        throw new SnmpFault("malformed_answer", `the table has more than ${maxRows} rows`);
      }
    },
  };
}

/** A walk to its end. */
export async function readColumns<C extends string>(
  session: SnmpSession,
  oids: Readonly<Record<C, string>>,
): Promise<Columns<C>> {
  const walk = walkColumns(oids);
  while (!walk.done()) await walk.step(session);
  return walk.rows;
}

/** One GETBULK; its result is the number of repetitions to ask for next. */
async function stepBulk<C extends string>(
  session: SnmpSession,
  walk: Walk<C>,
  maxRepetitions: number,
): Promise<number> {
  const open = [...walk.open];
  try {
    const answer = await session.getBulk([sysUpTime, ...open.map(([, oid]) => oid)], {
      nonRepeaters: 1,
      maxRepetitions,
    });
    const uptimeTicks = uptimeOf(answer.once[0]);
    open.forEach(([name], at) => {
      advance(walk, name, { varbinds: answer.repeated[at] ?? [], uptimeTicks });
    });
    return maxRepetitions;
  } catch (error) {
    if (!(error instanceof SnmpFault) || error.status !== "tooBig" || maxRepetitions === 1) throw error;
    return Math.floor(maxRepetitions / 2);
  }
}

async function stepNext<C extends string>(session: SnmpSession, walk: Walk<C>): Promise<void> {
  const open = [...walk.open];
  const answer = await nextOrNothing(session, [sysUpTime, ...open.map(([, oid]) => oid)]);
  if (answer !== undefined) {
    const uptimeTicks = uptimeOf(answer[0]);
    open.forEach(([name], at) => {
      const varbind = answer[at + 1];
      advance(walk, name, { varbinds: varbind === undefined ? [] : [varbind], uptimeTicks });
    });
    return;
  }
  // Version 1 refuses the whole PDU when one variable is the last of the MIB: ask for each alone.
  for (const [name, oid] of open) {
    const alone = await nextOrNothing(session, [sysUpTime, oid]);
    const varbind = alone?.[1];
    advance(walk, name, {
      varbinds: varbind === undefined ? [] : [varbind],
      uptimeTicks: uptimeOf(alone?.[0]),
    });
  }
}

async function nextOrNothing(session: SnmpSession, oids: string[]): Promise<Varbind[] | undefined> {
  try {
    return await session.getNext(oids);
  } catch (error) {
    if (error instanceof SnmpFault && error.status === "noSuchName") return undefined;
    throw error;
  }
}

function advance<C extends string>(
  walk: Walk<C>,
  name: C,
  { varbinds, uptimeTicks }: { varbinds: readonly Varbind[]; uptimeTicks: number | undefined },
): void {
  const column = walk.oids[name];
  let last = walk.open.get(name) ?? column;
  let ended = varbinds.length === 0;
  for (const { oid, value } of varbinds) {
    const index = indexBelow(column, oid);
    if (index === undefined || value === undefined || compareOids(oid, last) <= 0) {
      ended = true;
      break;
    }
    last = oid;
    const row = walk.rows.get(index) ?? new Map<C, Cell>();
    walk.rows.set(index, row.set(name, { value, uptimeTicks }));
  }
  if (ended) walk.open.delete(name);
  else walk.open.set(name, last);
}

function uptimeOf(varbind: Varbind | undefined): number | undefined {
  return varbind?.oid === `${sysUpTime}.0` ? numberOf(varbind.value) : undefined;
}
