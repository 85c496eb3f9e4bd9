import type { Services } from "./services.ts";

/** What readers of the live stream hear: objects that changed, and windows of echo requests. */
export function tellLive({ engine, incidents, ingest, live }: Services): void {
  incidents.onChange((incident) => live.send({ name: "incident", data: incident }));
  engine.subscribe((status) => live.send({ name: "object", data: status }));
  ingest.onPoints((points) => {
    for (const { measurement, tags, fields, timeMs } of points) {
      const { kind, id } = tags;
      if (measurement !== "icmp" || id === undefined) continue;
      if (kind !== "link" && kind !== "device" && kind !== "service" && kind !== "video") continue;
      const number = (field: string) => {
        const value = fields[field];
        return typeof value === "number" ? value : null;
      };
      live.send({
        name: "latency",
        data: {
          kind,
          id,
          timeMs,
          rttP50Ms: number("rttP50Ms"),
          rttMinMs: number("rttMinMs"),
          rttMaxMs: number("rttMaxMs"),
          lossPct: number("lossPct") ?? 0,
        },
      });
    }
  });
}
