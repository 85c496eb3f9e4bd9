import type { SnmpSession } from "../session.ts";
import { indexBelow, type SnmpValue } from "../value.ts";
import { evaluate, readCapacity, readProcessor, readSensor, type Values } from "./evaluate.ts";
import { isScalar, placesOf } from "./places.ts";
import { type Block, hasReadings } from "./profile.ts";
import { chunked, placesPerQuestion, readColumnValues, readVariables, walksOf } from "./reader.ts";
import type { Readings } from "./readings.ts";

/** A walk pays until it brings this many rows for one that is wanted. */
const sparse = 3;

type Columns = Map<string, ReadonlyMap<string, SnmpValue>>;

/** What one poll of a known device asks, and what need not be asked again. */
export interface Plan {
  blocks: readonly Block[];
  /** Names, kinds and scales from the discovery. */
  fixed: Columns;
  walks: readonly (readonly string[])[];
  variables: readonly (readonly string[])[];
  /** Cells of columns too sparse to walk: column and row of an OID. */
  cells: ReadonlyMap<string, { column: string; index: string }>;
}

/** Keeps of the blocks what brought a reading, and of the values what does not change. */
export function planPolls(blocks: readonly Block[], values: Values): Plan {
  const used = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const kept = blocks.map((block) => keptOf(block, { values, used, seen })).filter(hasReadings);
  const { columns, variables } = livePlaces(kept);
  const walked = columns.filter(
    (column) => (used.get(column)?.size ?? 0) * sparse > (values.columns.get(column)?.size ?? 0),
  );
  const cells = new Map<string, { column: string; index: string }>();
  for (const column of columns) {
    if (walked.includes(column)) continue;
    for (const index of used.get(column) ?? []) {
      if (values.columns.get(column)?.has(index)) cells.set(`${column}.${index}`, { column, index });
    }
  }
  return {
    blocks: kept,
    fixed: fixedOf(kept, used, values),
    walks: walksOf(walked),
    variables: chunked([...variables, ...cells.keys()], placesPerQuestion),
    cells,
  };
}

/** Single variables are asked each time, few as they are. */
function livePlaces(blocks: readonly Block[]): { columns: string[]; variables: string[] } {
  const columns = new Set<string>();
  const variables = new Set<string>();
  for (const block of blocks) {
    const { fixed, live } = placesOf(block);
    for (const place of live) {
      if (block.shape === "table" && !isScalar(place)) columns.add(place);
    }
    for (const place of [...fixed, ...live]) {
      if (block.shape === "single" || isScalar(place)) variables.add(place);
    }
  }
  return { columns: [...columns], variables: [...variables] };
}

/** One poll. Rejects with SnmpFault. */
export async function readPlan(session: SnmpSession, plan: Plan): Promise<Readings> {
  const columns: Columns = new Map(plan.fixed);
  for (const walk of plan.walks) await readColumnValues(session, walk, columns);
  const variables = new Map<string, SnmpValue>();
  for (const chunk of plan.variables) await readVariables(session, chunk, variables);
  const byColumn = new Map<string, Map<string, SnmpValue>>();
  for (const [oid, { column, index }] of plan.cells) {
    const cells = byColumn.get(column) ?? new Map<string, SnmpValue>();
    byColumn.set(column, cells.set(index, variables.get(oid)));
  }
  for (const [column, cells] of byColumn) columns.set(column, cells);
  return evaluate(plan.blocks, { columns, variables });
}

interface Keeping {
  values: Values;
  /** Rows wanted, by column. */
  used: Map<string, Set<string>>;
  /** OIDs that an earlier rule reads already. */
  seen: Set<string>;
}

function keptOf(block: Block, { values, used, seen }: Keeping): Block {
  const isNew = (oid: string) => {
    if (seen.has(oid)) return false;
    seen.add(oid);
    return true;
  };
  const keep = <T>(rules: readonly T[], part: (rule: T) => Block, indices: (rule: T) => string[]): T[] =>
    rules.filter((rule) => {
      const rows = indices(rule);
      const { fixed, live } = placesOf(part(rule));
      for (const place of rows.length === 0 ? [] : [...fixed, ...live]) {
        const set = used.get(place) ?? new Set<string>();
        used.set(place, set);
        for (const row of rows) set.add(row);
      }
      return rows.length > 0;
    });
  const only = (part: Partial<Block>): Block => ({
    ...block,
    sensors: [],
    processors: [],
    memory: [],
    storage: [],
    ...part,
  });
  const rowOf = (place: string, oid: string) => indexBelow(place, oid.slice(1)) ?? "0";
  const capacityRows = (rule: Block["memory"][number]) =>
    readCapacity(block, rule, values).map(({ index }) => index);
  return only({
    sensors: keep(
      block.sensors,
      (rule) => only({ sensors: [rule] }),
      (rule) =>
        readSensor(block, rule, values)
          .filter(({ oid }) => isNew(oid))
          .map(({ oid }) => rowOf(rule.at, oid)),
    ),
    processors: keep(
      block.processors,
      (rule) => only({ processors: [rule] }),
      (rule) =>
        readProcessor(block, rule, values)
          .filter(({ oid }) => isNew(`cpu ${oid}`))
          .map(({ oid }) => rowOf(rule.at, oid)),
    ),
    memory: keep(block.memory, (rule) => only({ memory: [rule] }), capacityRows),
    storage: keep(block.storage, (rule) => only({ storage: [rule] }), capacityRows),
  });
}

/** Of the columns that do not change, the rows that names, kinds and scales are taken from. */
function fixedOf(blocks: readonly Block[], used: ReadonlyMap<string, Set<string>>, values: Values): Columns {
  const fixed: Columns = new Map();
  for (const block of blocks) {
    const rows = new Set([...placesOf(block).live].flatMap((place) => [...(used.get(place) ?? [])]));
    const joins = new Map<string, Set<string>>();
    for (const place of placesOf(block).fixed) joins.set(place, new Set(rows));
    for (const { at, index } of block.label) {
      if (index === undefined) continue;
      for (const row of rows) {
        const parts = row.split(".");
        joins.get(at)?.add((index < 0 ? parts.slice(index) : parts.slice(0, index)).join("."));
      }
    }
    for (const [place, indices] of joins) {
      const cells = [...(values.columns.get(place) ?? [])].filter(([index]) => indices.has(index));
      fixed.set(place, new Map([...(fixed.get(place) ?? []), ...cells]));
    }
  }
  return fixed;
}
