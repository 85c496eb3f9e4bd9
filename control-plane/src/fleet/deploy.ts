import type { Inventory } from "@haidang/contract/object.ts";
import { emptyInventory } from "@haidang/contract/object.ts";
import { assignChecks } from "../inventory/checks.ts";
import { discover } from "../inventory/discovered.ts";
import { buildWorld, type World } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Engine } from "../state/engine.ts";
import type { AgentRecord, RecordStore } from "../store/records.ts";
import type { Fleet } from "./fleet.ts";

/** What is watched, and by whom, kept in line with the inventory and with what agents found. */
export interface Deployment {
  world(): World;
  inventory(): Inventory;
  /**
   * The world as an instant had it. What agents found themselves is known as it is now, for agents enrolled at
   * `agentsMs`, by default then.
   */
  worldAt(atMs: number, agentsMs?: number): World;
  /** Works everything out again after a change of inventory or facts, and tells the agents concerned. */
  refresh(nowMs: number): void;
}

export function createDeployment(options: {
  records: RecordStore;
  assignments: Assignments;
  engine: Engine;
  fleet: Fleet;
  /** The control plane's own address, watched by the hub; known once it listens. */
  selfUrl: () => string | undefined;
}): Deployment {
  const { records, assignments, engine, fleet, selfUrl } = options;
  const written = () => records.inventory.current()?.inventory ?? emptyInventory;
  let world: World = buildWorld(emptyInventory, []);
  const discovered = (agents: readonly AgentRecord[]) => {
    const firstHub = agents.find((agent) => agent.hub)?.id;
    return agents.flatMap(({ id, facts }) =>
      facts === null ? [] : [discover(id, facts, id === firstHub ? selfUrl() : undefined)],
    );
  };
  return {
    world: () => world,
    inventory: written,
    worldAt(atMs, agentsMs = atMs) {
      const agents = fleet.list().filter(({ enrolledMs }) => enrolledMs <= agentsMs);
      return buildWorld(records.inventory.at(atMs)?.inventory ?? emptyInventory, discovered(agents));
    },
    refresh(nowMs) {
      const agents = fleet.list();
      world = buildWorld(written(), discovered(agents));
      const changed = assignments.sync(assignChecks(world, agents).byAgent, nowMs);
      engine.setWorld(world, nowMs);
      fleet.configChanged(changed);
    },
  };
}
