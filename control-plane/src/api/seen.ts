import { objectKey } from "@haidang/contract/object.ts";
import type { TreeRow } from "@haidang/contract/tree.ts";
import { silentAfterMs } from "../fleet/fleet.ts";
import { type Sight, seenWorld } from "../inventory/sight.ts";
import type { World } from "../inventory/world.ts";
import { isSilent } from "../query/agents.ts";
import type { Engine } from "../state/engine.ts";
import type { Series, SeriesStore } from "../store/series.ts";
import type { Services } from "./services.ts";

/**
 * The services as somebody sees them: objects, series and agents beyond his sight are absent from every answer made of
 * these. Every route that reads for people goes through here.
 */
export function seenBy(app: Services, sight: Sight): Services {
  if (sight.unit === null) return app;
  const world = () => seenWorld(app.world(), sight);
  const agents = () => app.agents().filter(({ id }) => isAgentSeen(app, world(), id));
  return {
    ...app,
    world,
    engine: seenEngine(app.engine, world),
    series: seenSeries(app.series, world),
    agents,
    agentCounts() {
      const seen = agents();
      const silent = seen.filter((agent) => isSilent(agent, silentAfterMs, app.now())).length;
      return { total: seen.length, silent };
    },
  };
}

function seenEngine(engine: Engine, world: () => World): Engine {
  return {
    ...engine,
    status: (key) => (world().objects.has(key) ? engine.status(key) : undefined),
    statuses() {
      const { objects } = world();
      return engine.statuses().filter((status) => objects.has(objectKey(status)));
    },
  };
}

/** Series of no object (agents' own, those of other programs) belong to the province. */
function seenSeries(series: SeriesStore, world: () => World): SeriesStore {
  const seen = (found: Series[]): Series[] => {
    const keys: ReadonlySet<string> = new Set(world().objects.keys());
    return found.filter(({ tags: { kind, id } }) => keys.has(`${kind}/${id}`));
  };
  return {
    ...series,
    range: async (...asked) => seen(await series.range(...asked)),
    aggregate: async (...asked) => seen(await series.aggregate(...asked)),
    latest: async (...asked) => seen(await series.latest(...asked)),
  };
}

/** An agent tells of all it measures, so only whoever sees all of that sees the agent. */
function isAgentSeen(app: Services, world: World, agent: string): boolean {
  const checks = app.assignments.checksFor(agent);
  return checks.length > 0 && checks.every(({ target }) => world.objects.has(objectKey(target)));
}

/** Units of all times that somebody sees: those under his own, and whatever became one of these. */
export function seenUnits(rows: readonly TreeRow[], world: World, { unit }: Sight): TreeRow[] {
  if (unit === null) return [...rows];
  const seen = new Set(rows.flatMap(({ id }) => (world.objects.has(`unit/${id}`) ? id : [])));
  for (let size = -1; size !== seen.size; ) {
    size = seen.size;
    for (const { id, successors } of rows) if (successors.some((one) => seen.has(one.id))) seen.add(id);
  }
  const kept = (others: TreeRow["successors"]) => others.filter(({ id }) => seen.has(id));
  return rows
    .filter(({ id }) => seen.has(id))
    .map((row) => ({ ...row, predecessors: kept(row.predecessors), successors: kept(row.successors) }));
}
