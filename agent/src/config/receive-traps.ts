import { HaidangError } from "@haidang/contract/error.ts";
import { resolveAddress } from "../probe/resolve.ts";
import { errorText, type Log } from "../self/log.ts";
import type { Metrics } from "../self/metrics.ts";
import type { TrapPlace } from "../snmp/trap/listener.ts";
import { startTraps, type TrapOptions, type Traps } from "../snmp/trap/start-traps.ts";
import { startEngine } from "./snmp-engine.ts";

export type ReceiveOptions = Pick<TrapOptions, "agent" | "now" | "hurry" | "record"> & {
  /** Undefined receives nothing. */
  place: TrapPlace | undefined;
  folder: string;
  metrics: Metrics;
  log: Log;
};

/** Hears devices out, if told to. That this cannot be is said, and no reason not to measure. */
export async function receiveTraps(options: ReceiveOptions): Promise<Traps | undefined> {
  const { place, folder, metrics, log, ...rest } = options;
  if (place === undefined) return undefined;
  const bornMs = performance.now();
  const timeS = (): number => Math.floor((performance.now() - bornMs) / 1000);
  try {
    const engine = startEngine(folder);
    const traps = await startTraps({
      ...rest,
      place,
      engine: { ...engine, timeS },
      resolve: resolveAddress,
      counts: {
        received: metrics.countTrap,
        hinted: metrics.countHint,
        ignored: metrics.countIgnoredTrap,
      },
      onFault: (error) => log.error("trap_fault", { why: errorText(error) }),
    });
    log.info("traps_listening", { host: place.host, port: traps.port, engine: engine.id.toString("hex") });
    return traps;
  } catch (error) {
    if (!(error instanceof HaidangError)) throw error;
    log.warn("traps_off", { why: `${error.message} ${error.hint ?? ""}`.trim() });
    return undefined;
  }
}
