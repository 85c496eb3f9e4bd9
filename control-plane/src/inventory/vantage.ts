import type { Check } from "@haidang/contract/check.ts";
import type { ObjectKey, ObjectRef } from "@haidang/contract/object.ts";
import { snmpCredentials } from "@haidang/contract/snmp-access.ts";
import { agentAt, measurerOf } from "./topology.ts";
import type { WorldObject, WorldObjectOf } from "./world-object.ts";

/** A check of a link from somewhere else than where it is measured, and who runs it. */
export interface Vantage {
  agent: string;
  check: Check;
}

const farIntervalMs = 10_000;
const portIntervalMs = 30_000;
const portRetryMs = 5000;

/**
 * Who else sees a link: the agent at its site, which pings the near end back through it, and the ports that carry it
 * at either end, asked over SNMP by whoever measures their device.
 */
export function vantagesOf(
  { item, discovered, ...object }: WorldObjectOf<"link">,
  objects: ReadonlyMap<ObjectKey, WorldObject>,
  hub: string | undefined,
): Vantage[] {
  if (discovered) return [];
  const target: ObjectRef = { kind: "link", id: object.id };
  const found: Vantage[] = [];
  const far = agentAt(item.site, objects);
  const near = item.measuredBy ?? hub;
  if (item.near !== undefined && far !== undefined && far !== near) {
    const pace = { intervalMs: farIntervalMs, retryIntervalMs: farIntervalMs / 2, timeoutMs: 3000 };
    const settings = { address: item.near };
    found.push({
      agent: far,
      check: { id: `icmp-far:link/${object.id}`, probe: "icmp-far", target, ...pace, settings },
    });
  }
  const ports = [
    { probe: "port", port: item.interface },
    { probe: "port-near", port: item.nearInterface },
  ] as const;
  for (const { probe, port } of ports) {
    const device = port === undefined ? undefined : objects.get(`device/${port.device}`);
    if (port === undefined || device?.kind !== "device" || device.item.snmp === undefined) continue;
    const agent = measurerOf(device, objects) ?? hub;
    if (agent === undefined) continue;
    const { address, snmp } = device.item;
    found.push({
      agent,
      check: {
        id: `${probe}:link/${object.id}`,
        probe,
        target,
        intervalMs: portIntervalMs,
        retryIntervalMs: portRetryMs,
        timeoutMs: 6000,
        settings: { address, port: snmp.port, ifName: port.name, ...snmpCredentials(snmp) },
      },
    });
  }
  return found;
}
