import { type Agent, request } from "node:http";
import {
  agentConfigSchema,
  batchHeaders,
  enrolResponseSchema,
  type Facts,
} from "@haidang/contract/agent-protocol.ts";
import { z } from "zod";

/** A light agent: it speaks the protocol as real ones do, and measures nothing. */
export interface LightAgent {
  id: string;
  /** The configuration it has; empty before the first. */
  version: string;
  checks: number;
  /** Set once the control plane has refused its credential. */
  refusedAtMs: number | undefined;
  /** One report; its status. */
  report(): Promise<number>;
  stop(): void;
}

interface Answer {
  status: number;
  data: unknown;
}

/** One request over connections that are kept. */
export async function call(
  pool: Agent,
  url: string,
  {
    token,
    body,
    headers,
    signal,
  }: {
    token?: string | undefined;
    body?: string;
    headers?: Readonly<Record<string, string>>;
    signal?: AbortSignal;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: body === undefined ? "GET" : "POST",
        agent: pool,
        ...(signal === undefined ? {} : { signal }),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const parsed =
            text === "" ? undefined : z.object({ data: z.unknown() }).safeParse(JSON.parse(text));
          resolve({ status: incoming.statusCode ?? 0, data: parsed?.data?.data });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function factsOf(hostName: string, number: number): Facts {
  const net = `10.${Math.floor(number / 250)}.${number % 250}`;
  return {
    hostName,
    version: "0.1.0",
    addresses: [`${net}.10`],
    gateway: { address: `${net}.1` },
    resolvers: [{ address: `${net}.1` }],
    localSnmp: { missing: "no_snmp_agent" },
    icmp: { by: "fping" },
  };
}

/**
 * Enrols by a code and tells what it found; from then on it waits for its configuration, takes each one and says so,
 * until it is stopped or refused.
 */
export async function startLightAgent({
  url,
  pool,
  code,
  hostName,
  number,
}: {
  url: string;
  pool: Agent;
  code: string;
  hostName: string;
  number: number;
}): Promise<LightAgent> {
  const stopping = new AbortController();
  const enrolled = await call(pool, `${url}/api/v1/agent/enrol`, {
    body: JSON.stringify({ code, hostName, version: "0.1.0" }),
  });
  const { agent: id, token } = enrolResponseSchema.parse(enrolled.data);
  const own = (path: string, body?: object) =>
    call(pool, `${url}/api/v1/agent/${path}`, {
      token,
      signal: stopping.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await own("facts", factsOf(hostName, number));
  let sequence = 0;
  const agent: LightAgent = {
    id,
    version: "",
    checks: 0,
    refusedAtMs: undefined,
    async report() {
      sequence += 1;
      const answer = await call(pool, `${url}/api/v1/ingest`, {
        token,
        body: `agent,agent=${id} spoolBatches=0i,checks=${agent.checks}i ${Date.now()}`,
        headers: {
          "content-type": "text/plain",
          [batchHeaders.boot]: number.toString(16).padStart(16, "0"),
          [batchHeaders.sequence]: String(sequence),
          [batchHeaders.oldest]: String(sequence),
        },
      });
      if (answer.status === 401) agent.refusedAtMs ??= performance.now();
      return answer.status;
    },
    stop: () => stopping.abort(),
  };
  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { status, data } = await own(`config?have=${agent.version}&waitS=25`);
      if (status === 401) {
        agent.refusedAtMs ??= performance.now();
        return;
      }
      if (status === 204) continue;
      const config = agentConfigSchema.parse(data);
      await own("applied", { version: config.version, refused: [] });
      Object.assign(agent, { version: config.version, checks: config.checks.length });
    }
  }
  follow().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return agent;
}
