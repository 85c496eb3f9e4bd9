import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { networkFault } from "../network-fault.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { type Connection, openConnection } from "./connection.ts";

type TcpCheck = CheckOf<"tcp">;

/** Whether a port takes a connection, and how fast. Nothing is sent; the connection is closed at once. */
export function tcpProbe(check: TcpCheck): BoundProbe {
  return {
    async run(context) {
      const startedAt = performance.now();
      const { connectMs, ...said } = await knock(check, context);
      const { target } = check;
      const { agent, slotMs: timeMs } = context;
      const durationMs = Math.round(performance.now() - startedAt);
      return {
        result: { probe: "tcp", target, timeMs, ...said, durationMs },
        points:
          connectMs === undefined
            ? []
            : [measure("tcp", { agent, kind: target.kind, id: target.id }, { connectMs }, timeMs)],
      };
    },
    close() {},
  };
}

type Said = Pick<CheckResult, "outcome" | "reason" | "detail">;

async function knock(
  { settings }: TcpCheck,
  { signal }: RunContext,
): Promise<Said & Partial<Pick<Connection, "connectMs">>> {
  const resolved = await resolveAddress(settings.address, signal);
  if ("fault" in resolved) return { outcome: "failed", reason: "dns_failure", detail: resolved.fault };
  const connection = await openConnection({ ip: resolved.ip, port: settings.port }, signal);
  if (connection instanceof Error) return faultOf(connection);
  connection.socket.destroy();
  return { outcome: "ok", connectMs: connection.connectMs };
}

/** What an error says of a target that was to be connected to. */
export function faultOf(error: NodeJS.ErrnoException): Said {
  return (
    networkFault(error) ?? { outcome: "failed", reason: "unreachable", detail: deviceText(error.message) }
  );
}
