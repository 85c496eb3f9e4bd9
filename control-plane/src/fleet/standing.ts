import type { Inventory } from "@haidang/contract/object.ts";
import type { AgentRecord } from "../store/fleet-records.ts";

/** Whether an agent was one of ours at an instant, as far as is remembered: of several spells the present one. */
export function wasActive({ enrolledMs, standing }: AgentRecord, atMs: number): boolean {
  const { approvedMs, revokedMs } = standing;
  return enrolledMs <= atMs && approvedMs !== null && (revokedMs === null || revokedMs > atMs);
}

/** The inventory with the agents invited for sites at these; what is written of a site's agent wins. */
export function withAgents(inventory: Inventory, agents: readonly AgentRecord[]): Inventory {
  const bySite = new Map<string, string>();
  for (const { id, standing } of agents) {
    if (standing.site !== null && !bySite.has(standing.site)) bySite.set(standing.site, id);
  }
  if (bySite.size === 0) return inventory;
  const sites = inventory.sites.map((site) => {
    const agent = site.agent ?? bySite.get(site.id);
    return agent === undefined ? site : { ...site, agent };
  });
  return { ...inventory, sites };
}
