import { z } from "zod";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

export const readySchema = z.object({ ready: z.boolean(), engine: z.string(), records: z.string() });

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
      summary: "Series and records can be written; 503 when one cannot.",
      access: "anyone",
      response: readySchema,
      async handle() {
        app.records.ping();
        await app.series.ping();
        return { ready: true, engine: app.series.engine, records: "embedded" };
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
