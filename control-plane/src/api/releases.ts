import { HaidangError } from "@haidang/contract/error.ts";
import {
  releaseOfferedSchema,
  releaseOfferRequestSchema,
  releaseQuerySchema,
  releaseReportSchema,
  releaseRowSchema,
} from "@haidang/contract/release.ts";
import { z } from "zod";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Versions of the agent: signed here, offered to agents, fetched by those they were offered to. */
export function releaseRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/releases",
      summary: "Versions of the agent, newest first.",
      access: "admin",
      response: z.array(releaseRowSchema),
      handle: () => app.releases.list(),
    }),
    route({
      method: "POST",
      url: "/api/v1/releases",
      summary: "Takes a bundle of the agent (the body) as a version, and signs it.",
      access: "admin",
      anyBody: true,
      query: releaseQuerySchema,
      response: releaseRowSchema,
      handle({ query, request, actor, nowMs }) {
        const bundle = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
        return app.releases.add(bundle, query.version, { by: actor, nowMs });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/releases/offer",
      summary: "Offers a version to agents, to begin with from a time on.",
      access: "admin",
      body: releaseOfferRequestSchema,
      response: releaseOfferedSchema,
      handle({ body, actor, nowMs }) {
        const offered = app.releases.offer(body, app.fleet, nowMs);
        for (const agent of offered.offered) {
          const detail = `${offered.release.version} from ${new Date(offered.applyAtMs).toISOString()}`;
          app.records.audit.append({ atMs: nowMs, actor, action: "agent.upgrade", object: agent, detail });
        }
        return offered;
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/agent/release/:sha256",
      summary: "The bundle of a version that was offered to the agent.",
      access: "agent",
      async handle({ params, agent, reply }) {
        const { sha256 = "" } = params;
        const offered = app.fleet.config(agent).release;
        const bundle = offered?.sha256 === sha256 ? app.releases.bundle(sha256) : undefined;
        if (bundle === undefined)
          throw new HaidangError("not_found", "no such version is offered to this agent");
        await reply.type("application/octet-stream").send(Buffer.from(bundle));
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/agent/release",
      summary: "What an agent made of the version it was offered.",
      access: "agent",
      body: releaseReportSchema,
      handle({ agent, body, nowMs }) {
        app.fleet.releaseReported(agent, body, nowMs);
        return { noted: true };
      },
    }),
  ];
}
