import { objectKinds } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  registry: Registry;
  pointsStored: Counter;
  batchesRefused: Counter<"code">;
  ingestSeconds: Histogram;
  liveClients: Gauge;
}

const prefix = "haidang_control_plane_";

export interface Observed {
  statuses: () => ObjectStatus[];
  agents: () => { total: number; silent: number };
}

/** The control plane on itself, in Prometheus' words: base units, `_total` on counters. */
export function createMetrics({ statuses, agents }: Observed): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix });
  // Gauges that call themselves totals, which promtool refuses; the same numbers stand in the gauges beside them.
  for (const name of ["handles", "requests", "resources"]) {
    registry.removeSingleMetric(`${prefix}nodejs_active_${name}_total`);
  }
  const registers = [registry];
  new Gauge({
    name: "haidang_objects",
    help: "Objects watched, by kind and class.",
    labelNames: ["kind", "class"],
    registers,
    collect() {
      this.reset();
      for (const kind of objectKinds) this.set({ kind, class: "up" }, 0);
      for (const { kind, class: instantClass } of statuses()) this.inc({ kind, class: instantClass });
    },
  });
  new Gauge({
    name: "haidang_agents",
    help: "Agents enrolled, by whether they were heard of lately.",
    labelNames: ["silent"],
    registers,
    collect() {
      const { total, silent } = agents();
      this.set({ silent: "true" }, silent);
      this.set({ silent: "false" }, total - silent);
    },
  });
  return {
    registry,
    pointsStored: new Counter({
      name: "haidang_ingest_points_total",
      help: "Points acknowledged as durable.",
      registers,
    }),
    batchesRefused: new Counter({
      name: "haidang_ingest_refused_batches_total",
      help: "Batches refused, by error code.",
      labelNames: ["code"],
      registers,
    }),
    ingestSeconds: new Histogram({
      name: "haidang_ingest_duration_seconds",
      help: "From the last byte of a batch to its acknowledgement.",
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
      registers,
    }),
    liveClients: new Gauge({ name: "haidang_live_clients", help: "Open live streams.", registers }),
  };
}
