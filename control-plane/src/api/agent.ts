import { agentDetailSchema, inviteRequestSchema, inviteSchema } from "@haidang/contract/agent-api.ts";
import {
  agentConfigSchema,
  agentStandingSchema,
  appliedSchema,
  batchHeaders,
  batchIdSchema,
  enrolRequestSchema,
  enrolResponseSchema,
  factsSchema,
} from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { silentAfterMs } from "../fleet/fleet.ts";
import { admit } from "../ingest/admit.ts";
import { decodeBody } from "../ingest/decode.ts";
import { agentDetail } from "../query/agents.ts";
import { evenWithoutStore } from "../query/even-without-store.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

const configQuerySchema = z.strictObject({
  have: z.string().max(64).optional(),
  waitS: z.coerce.number().int().min(0).max(25).default(0),
});

/** The doors agents come through. */
export function agentRoutes(app: Services): Route[] {
  return [
    route({
      method: "POST",
      url: "/api/v1/agents/invites",
      summary: "Makes an enrolment code for one agent, good for a day unless told otherwise.",
      access: "admin",
      body: inviteRequestSchema,
      response: inviteSchema,
      handle({ body, nowMs, actor }) {
        const { code, expiresMs, approved } = app.fleet.invite(body, nowMs);
        app.records.audit.append({
          atMs: nowMs,
          actor,
          action: "agent.invite",
          object: body.name ?? "",
          detail: body.site === undefined ? "" : `site ${body.site}`,
        });
        const url = app.publicUrl();
        const [pin] = app.certificate?.pins() ?? [];
        return {
          code,
          expiresAt: new Date(expiresMs).toISOString(),
          approved,
          ...(body.site === undefined ? {} : { site: body.site }),
          ...(url === undefined ? {} : { url }),
          ...(app.agentAddresses.length === 0 ? {} : { addresses: [...app.agentAddresses] }),
          ...(pin === undefined ? {} : { pin }),
        };
      },
    }),
    standingChange("approve", "Lets an agent in that waits for approval.", app, (agent, nowMs) => {
      app.fleet.approve(agent, nowMs);
      app.deployment.refresh(nowMs);
    }),
    standingChange("revoke", "Refuses an agent from now on, on every way.", app, (agent, nowMs) => {
      app.fleet.revoke(agent, nowMs);
      app.deployment.refresh(nowMs);
    }),
    standingChange(
      "rotate",
      "Offers an agent a new credential; the old one is good until it uses it.",
      app,
      app.fleet.rotate,
    ),
    route({
      method: "POST",
      url: "/api/v1/agent/enrol",
      summary: "Exchanges an enrolment code for an agent's credential.",
      access: "anyone",
      body: enrolRequestSchema,
      response: enrolResponseSchema,
      handle({ body, address, nowMs }) {
        try {
          const { wasKnown, ...enrolled } = app.fleet.enrol(body, nowMs);
          // one that comes back may have another site, or be out of it until it is approved
          if (wasKnown) app.deployment.refresh(nowMs);
          return enrolled;
        } catch (error) {
          app.attempts.wrong(address, nowMs);
          throw error;
        }
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/agent/standing",
      summary: "What the agent is to us; waits up to waitS while `have` is still its state, then 204.",
      access: "enrolled",
      query: configQuerySchema,
      response: agentStandingSchema,
      async handle({ agent, query, reply }) {
        const over = patience(app, query.waitS, reply);
        const state = await app.fleet.awaitState(agent, query.have, over);
        if (state !== undefined) return { agent, state };
        await reply.status(204).send();
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/agent/config",
      summary: "The agent's checks; waits up to waitS while `have` is still the newest, then 204.",
      access: "agent",
      query: configQuerySchema,
      response: agentConfigSchema,
      async handle({ agent, query, reply }) {
        const over = patience(app, query.waitS, reply);
        const config = await app.fleet.awaitConfig(agent, query.have, over);
        if (config !== undefined) return config;
        await reply.status(204).send();
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/agent/applied",
      summary: "Which configuration an agent uses, and what of it it does not understand.",
      access: "agent",
      body: appliedSchema,
      handle({ agent, body, nowMs }) {
        app.fleet.applied(agent, body, nowMs);
        return { noted: true };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/agent/facts",
      summary: "What an agent's machine is and can reach.",
      access: "agent",
      body: factsSchema,
      handle({ agent, body, nowMs }) {
        if (app.fleet.learn(agent, body)) app.deployment.refresh(nowMs);
        return { learned: true };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/ingest",
      summary: "A batch of points as line protocol; 204 when all of it is durable.",
      access: "agent",
      handle: (call) => ingest(app, call),
    }),
  ];
}

/** What an admin does with one agent; answers with the agent as it is since. */
function standingChange(
  verb: "approve" | "revoke" | "rotate",
  summary: string,
  app: Services,
  change: (agent: string, nowMs: number) => void,
): Route {
  return route({
    method: "POST",
    url: `/api/v1/agents/:id/${verb}`,
    summary,
    access: "admin",
    response: agentDetailSchema,
    async handle({ params, nowMs, actor }) {
      const { id = "" } = params;
      change(id, nowMs);
      app.records.audit.append({ atMs: nowMs, actor, action: `agent.${verb}`, object: id, detail: "" });
      const { found } = await evenWithoutStore(app.series, (series) =>
        agentDetail({ ...app, series }, id, silentAfterMs, nowMs),
      );
      return found;
    },
  });
}

/** How long a long poll may last. */
function patience(app: Services, waitS: number, reply: FastifyReply): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(waitS * 1000), app.stopping, closed(reply)]);
}

async function ingest(app: Services, { agent, request, reply }: Call<unknown, unknown>): Promise<void> {
  const done = app.metrics.ingestSeconds.startTimer();
  try {
    const { body } = request;
    if (!(body instanceof Buffer)) {
      throw new HaidangError("body_invalid", "a batch is sent as text/plain or application/octet-stream");
    }
    const text = await decodeBody(body, {
      encoding: header(request, "content-encoding"),
      crc: header(request, batchHeaders.crc32),
    });
    const id = batchIdSchema.safeParse({
      boot: header(request, batchHeaders.boot),
      sequence: header(request, batchHeaders.sequence),
    });
    if (!id.success) {
      throw new HaidangError(
        "body_invalid",
        `the headers ${batchHeaders.boot} and ${batchHeaders.sequence} name the batch`,
      );
    }
    const oldest = Number(header(request, batchHeaders.oldest));
    const admitted = admit(text, agent, app.assignments, app.now());
    await app.ingest.accept({
      ...admitted,
      agent,
      id: id.data,
      oldest: Number.isSafeInteger(oldest) && oldest > 0 ? oldest : undefined,
    });
    app.metrics.pointsStored.inc(admitted.lines.shapes.length);
    await reply.status(204).send();
  } catch (error) {
    app.metrics.batchesRefused.inc({ code: error instanceof HaidangError ? error.code : "internal" });
    throw error;
  } finally {
    done();
  }
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Aborts when the caller has gone away, so that nothing waits for it. */
function closed(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // of this answer, not of the socket: one connection carries many questions
  reply.raw.once("close", () => controller.abort());
  return controller.signal;
}
