import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { NameList } from "./names.ts";

interface Named {
  objects: readonly Pick<ObjectStatus, "kind" | "id" | "name" | "carrier">[];
  agents: readonly Pick<AgentRow, "id" | "hostName">[];
  incidents: readonly Pick<Incident, "id">[];
  profiles: readonly string[];
}

/** Everything that has a name, by what it is. */
export function namesOf({ objects, agents, incidents, profiles }: Named): NameList["names"] {
  const names: Record<string, [string, string][]> = {};
  for (const { kind, id, name } of objects) {
    names[kind] ??= [];
    names[kind].push([id, deviceText(name, 80)]);
  }
  const carriers = new Set(objects.flatMap(({ carrier }) => carrier ?? []));
  const bare = (ids: Iterable<string>): [string, string][] => [...ids].map((id) => [id, id]);
  return {
    ...names,
    agent: agents.map(({ id, hostName }) => [id, deviceText(hostName, 80)]),
    incident: bare(incidents.map(({ id }) => id)),
    carrier: bare(carriers),
    profile: bare(profiles),
  };
}
