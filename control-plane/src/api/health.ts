import { z } from "zod";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

export const readySchema = z.object({
  ready: z.boolean(),
  engine: z.string(),
  records: z.string(),
  /** Files of the store found broken and put aside: what they held is missing. */
  damaged: z.array(z.string()).optional(),
});

/** Answers for whatever keeps the process alive and whatever measures it; no secrets, so no credential. */
export function healthRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/healthz",
      summary: "The process runs.",
      access: "anyone",
      handle: () => ({ alive: true }),
    }),
    route({
      method: "GET",
      url: "/readyz",
      summary:
        "Series and records can be written, states are judged, notifications go out; 503 when one does not.",
      access: "anyone",
      response: readySchema,
      async handle() {
        await app.wellInside();
        const damaged = [...new Set(app.series.damages?.().map(({ file }) => file))];
        return {
          ready: true,
          engine: app.series.engine,
          records: "embedded",
          ...(damaged.length === 0 ? {} : { damaged }),
        };
      },
    }),
    route({
      method: "GET",
      url: "/metrics",
      summary: "The control plane's own metrics in Prometheus text form.",
      access: "anyone",
      async handle({ reply }) {
        await reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics());
      },
    }),
  ];
}
