import type { Point } from "@haidang/contract/point.ts";
import { resultPoint, windowOf } from "@haidang/contract/result.ts";
import type { Emission } from "../probe/probe.ts";
import type { Lane, Spool } from "./spool.ts";

export interface IntakeOptions {
  agent: string;
  spool: Pick<Spool, "append">;
  now: () => number;
  /** After something was appended. */
  onAppend: (lane: Lane) => void;
  bulkMs?: number;
  /** Points at which bulk waits no longer: gathered as objects they take a hundred times what they take packed. */
  mostPoints?: number;
  urgentMs?: number;
}

/** Where measurements enter the spool. */
export interface Intake {
  take(emission: Emission): void;
  takePoints(points: readonly Point[]): void;
  /** Appends what is gathered, at once. */
  flush(): void;
}

/**
 * Bulk is gathered for two seconds into one batch, or until it is much. A change of outcome is appended at once; when
 * more follow within 50 ms (a whole carrier gone) they go together, so that a storm is a few batches and not hundreds.
 * What a result is judged with goes along with it: without its window a link that loses half its packets would be
 * called up.
 */
export function openIntake(options: IntakeOptions): Intake {
  const { agent, spool, now, onAppend, bulkMs = 2_000, mostPoints = 2_000, urgentMs = 50 } = options;
  const gathered: Record<Lane, Point[]> = { state: [], bulk: [] };
  const timers: Partial<Record<Lane, NodeJS.Timeout>> = {};

  const append = (lane: Lane): void => {
    clearTimeout(timers[lane]);
    timers[lane] = undefined;
    const points = gathered[lane];
    if (points.length === 0) return;
    gathered[lane] = [];
    spool.append(points, lane, now());
    onAppend(lane);
  };
  const appendUrgent = (): void => {
    append("state");
    timers.state = setTimeout(() => (gathered.state.length > 0 ? appendUrgent() : append("state")), urgentMs);
  };
  const gather = (points: readonly Point[]): void => {
    if (points.length === 0) return;
    gathered.bulk.push(...points);
    if (gathered.bulk.length >= mostPoints) append("bulk");
    else timers.bulk ??= setTimeout(() => append("bulk"), bulkMs);
  };

  return {
    take({ measurements, urgent }): void {
      for (const { result, points } of measurements) {
        const said = [...points, resultPoint(agent, result)];
        if (!urgent) {
          gather(said);
          continue;
        }
        const goesAhead = ({ measurement }: Point) =>
          measurement === "check" || measurement === windowOf[result.probe];
        gathered.state.push(...said.filter(goesAhead));
        gather(said.filter((point) => !goesAhead(point)));
      }
      if (!urgent) return;
      if (timers.state === undefined) appendUrgent();
    },
    takePoints: gather,
    flush(): void {
      append("state");
      append("bulk");
    },
  };
}
