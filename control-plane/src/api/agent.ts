import {
  agentConfigSchema,
  batchHeaders,
  batchIdSchema,
  enrolRequestSchema,
  enrolResponseSchema,
  factsSchema,
} from "@haidang/contract/agent-protocol.ts";
import { inviteRequestSchema, inviteSchema } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { admit } from "../ingest/admit.ts";
import { decodeBody } from "../ingest/decode.ts";
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
        const { code, expiresMs } = app.fleet.invite(body, nowMs);
        app.records.audit.append({
          atMs: nowMs,
          actor,
          action: "agent.invite",
          object: body.name ?? "",
          detail: "",
        });
        const url = app.publicUrl();
        const [pin] = app.certificate?.pins() ?? [];
        return {
          code,
          expiresAt: new Date(expiresMs).toISOString(),
          ...(url === undefined ? {} : { url }),
          ...(pin === undefined ? {} : { pin }),
        };
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/agent/enrol",
      summary: "Exchanges an enrolment code for an agent's credential.",
      access: "anyone",
      body: enrolRequestSchema,
      response: enrolResponseSchema,
      handle({ body, address, nowMs }) {
        try {
          return app.fleet.enrol(body, nowMs);
        } catch (error) {
          app.attempts.wrong(address, nowMs);
          throw error;
        }
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/agent/config",
      summary: "The agent's checks; waits up to waitS while `have` is still the newest, then 204.",
      access: "agent",
      query: configQuerySchema,
      response: agentConfigSchema,
      async handle({ agent, query, request, reply }) {
        const over = AbortSignal.any([
          AbortSignal.timeout(query.waitS * 1000),
          app.stopping,
          closed(request),
        ]);
        const config = await app.fleet.awaitConfig(agent, query.have, over);
        if (config !== undefined) return config;
        await reply.status(204).send();
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
function closed(request: FastifyRequest): AbortSignal {
  const controller = new AbortController();
  request.raw.socket.once("close", () => controller.abort());
  return controller.signal;
}
