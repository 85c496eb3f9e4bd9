import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { InterfaceRow } from "../../snmp/interface-row.ts";
import { nameLocalPorts, readLldpNeighbours } from "../../snmp/lldp.ts";
import { SnmpFault, type SnmpSession } from "../../snmp/session.ts";

/** Cables are seldom moved. */
const lookEveryMs = 15 * 60_000;
/** Ports of one device that are told of: more than a stack of switches has uplinks. */
const mostPorts = 64;
const maxName = 120;

export interface NeighbourRun {
  session: SnmpSession;
  /** What the device calls itself. */
  self: string | undefined;
  rows: readonly InterfaceRow[];
  tags: { agent: string; kind: string; id: string };
  nowMs: number;
}

/** Who a device hears at its cables, looked up when it is asked first and then now and again. */
export interface NeighbourWatch {
  /** No points between looks. Never rejects for what the device does: most know no LLDP. */
  run(run: NeighbourRun): Promise<Point[]>;
}

export function watchNeighbours(): NeighbourWatch {
  let dueMs = Number.NEGATIVE_INFINITY;
  return {
    async run({ session, self, rows, tags, nowMs }) {
      if (nowMs < dueMs) return [];
      dueMs = nowMs + lookEveryMs;
      const interfaces = rows.map(({ ifIndex, ifName }) => ({ index: Number(ifIndex), name: ifName }));
      try {
        const heard = nameLocalPorts(await readLldpNeighbours(session), interfaces);
        // of several at one port, which a bridge without LLDP lets through, none is at the other end of its cable
        const byPort = [...Map.groupBy(heard, ({ localPort }) => localPort)].slice(0, mostPorts);
        return byPort.flatMap(([ifName, [only, ...others]]) => {
          if (only === undefined || others.length > 0) return [];
          const { sysName, port, address } = only;
          const own = self === undefined ? undefined : deviceText(self, maxName);
          return [measure("neighbour", { ...tags, ifName }, { self: own, sysName, port, address }, nowMs)];
        });
      } catch (error) {
        if (error instanceof SnmpFault) return [];
        throw error;
      }
    },
  };
}
