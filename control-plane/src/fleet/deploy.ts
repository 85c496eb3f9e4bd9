import type { Inventory } from "@haidang/contract/object.ts";
import { emptyInventory } from "@haidang/contract/object.ts";
import { assignChecks } from "../inventory/checks.ts";
import { discover } from "../inventory/discovered.ts";
import { turningsOf, withLaterDays } from "../inventory/tree/dated.ts";
import { buildWorld, type World } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Engine } from "../state/engine.ts";
import { reshapedBy } from "../state/reshape.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { Neighbour } from "../store/neighbours.ts";
import type { RecordStore } from "../store/records.ts";
import type { Fleet } from "./fleet.ts";
import { wasActive, withAgents } from "./standing.ts";

/** What is watched, and by whom, kept in line with the inventory and with what agents found. */
export interface Deployment {
  world(): World;
  inventory(): Inventory;
  /**
   * The world as an instant had it. What agents found themselves is known as it is now, for agents enrolled at
   * `agentsMs`, by default then.
   */
  worldAt(atMs: number, agentsMs?: number): World;
  /** The inventory in force at an instant, with the days that the one of `knownMs` knows. */
  inventoryAt(atMs: number, knownMs: number): Inventory;
  /** The world of an inventory with its tree as of an instant. */
  worldOf(inventory: Inventory, treeMs: number, agentsMs: number): World;
  /** Follows the calendar: refreshes on the day on which the inventory itself has another tree. */
  keepUp(nowMs: number): void;
  /** Gives agents other checks where the lines to be spared are others than before; call it each few seconds. */
  ease(nowMs: number): void;
  /** Works everything out again after a change of inventory or facts, and tells the agents concerned. */
  refresh(nowMs: number): void;
}

export function createDeployment(options: {
  records: RecordStore;
  assignments: Assignments;
  engine: Engine;
  fleet: Fleet;
  /** The cables that devices were heard over, as they are known now. */
  neighbours: () => readonly Neighbour[];
  /** The control plane's own address, watched by the hub; known once it listens. */
  selfUrl: () => string | undefined;
  /** Sites whose lines are to be spared at an instant. */
  easedSites: (world: World, nowMs: number) => ReadonlySet<string>;
}): Deployment {
  const { records, assignments, engine, fleet, neighbours, selfUrl, easedSites } = options;
  const written = () => records.inventory.current()?.inventory ?? emptyInventory;
  let world: World = buildWorld(emptyInventory, []);
  const discovered = (agents: readonly AgentRecord[]) => {
    const firstHub = agents.find((agent) => agent.hub)?.id;
    return agents.flatMap(({ id, facts }) =>
      facts === null
        ? []
        : [
            {
              ...discover(id, facts, id === firstHub ? selfUrl() : undefined),
              hub: id === firstHub,
            },
          ],
    );
  };
  let eased: ReadonlySet<string> = new Set();
  /** When the tree becomes another by itself. */
  let turnsMs = Number.POSITIVE_INFINITY;
  const inventoryAt = (atMs: number) => records.inventory.at(atMs)?.inventory ?? emptyInventory;
  const worldOf = (inventory: Inventory, treeMs: number, agentsMs: number): World => {
    const agents = fleet.list().filter((agent) => wasActive(agent, agentsMs));
    return buildWorld(withAgents(inventory, agents), discovered(agents), treeMs, neighbours());
  };
  function refresh(nowMs: number): void {
    const agents = fleet.active();
    const inventory = written();
    world = buildWorld(withAgents(inventory, agents), discovered(agents), nowMs, neighbours());
    turnsMs = turningsOf(inventory).find((atMs) => atMs > nowMs) ?? Number.POSITIVE_INFINITY;
    const changed = assign(nowMs);
    engine.setWorld(world, nowMs);
    fleet.configChanged(changed);
  }
  function assign(nowMs: number): Set<string> {
    eased = easedSites(world, nowMs);
    return assignments.sync(assignChecks(world, fleet.active(), eased).byAgent, nowMs);
  }
  return {
    world: () => world,
    inventory: written,
    worldAt: (atMs, agentsMs = atMs) => worldOf(inventoryAt(atMs), atMs, agentsMs),
    inventoryAt: (atMs, knownMs) => withLaterDays(inventoryAt(atMs), inventoryAt(knownMs)),
    worldOf,
    refresh,
    ease(nowMs) {
      const now = easedSites(world, nowMs);
      if (now.size === eased.size && [...now].every((site) => eased.has(site))) return;
      fleet.configChanged(assign(nowMs));
    },
    keepUp(nowMs) {
      if (nowMs < turnsMs) return;
      const before = world;
      refresh(nowMs);
      const revision = records.inventory.current()?.revision ?? 0;
      const revised = reshapedBy({ before, after: world }, assignments, { revision, nowMs });
      records.transaction(() => {
        for (const one of revised) records.revisions.append(one);
      });
    },
  };
}
