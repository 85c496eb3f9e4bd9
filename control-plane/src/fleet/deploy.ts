import type { Inventory } from "@haidang/contract/object.ts";
import { emptyInventory } from "@haidang/contract/object.ts";
import { assignChecks } from "../inventory/checks.ts";
import { discover } from "../inventory/discovered.ts";
import { buildWorld, type World } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Engine } from "../state/engine.ts";
import type { RecordStore } from "../store/records.ts";
import type { Fleet } from "./fleet.ts";

/** What is watched, and by whom, kept in line with the inventory and with what agents found. */
export interface Deployment {
  world(): World;
  inventory(): Inventory;
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
  return {
    world: () => world,
    inventory: written,
    refresh(nowMs) {
      const agents = fleet.list();
      const firstHub = agents.find((agent) => agent.hub)?.id;
      const discovered = agents.flatMap(({ id, facts }) =>
        facts === null ? [] : [discover(id, facts, id === firstHub ? selfUrl() : undefined)],
      );
      world = buildWorld(written(), discovered);
      const changed = assignments.sync(assignChecks(world, agents).byAgent, nowMs);
      engine.setWorld(world, nowMs);
      fleet.configChanged(changed);
    },
  };
}
