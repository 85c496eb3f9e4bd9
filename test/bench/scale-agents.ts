import type { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { agentConfigSchema, batchHeaders } from "@haidang/contract/agent-protocol.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { call } from "./fleet-agents.ts";

export interface Credential {
  agent: string;
  token: string;
}

/** What the load brought since it was last looked at. */
export interface Brought {
  /** From the instant of a result until it was acknowledged, ms. */
  delaysMs: number[];
  values: number;
  refused: number;
}

export interface Load {
  take(): Brought;
  stop(): Promise<void>;
}

const windowMs = 10_000;
/** One link in so many answers no echo request. */
const silentOneIn = 100;
const rttFields = 9;

/**
 * Agents that wait for their configuration, as real ones do, and each ten seconds bring the window and the result of
 * every link they were given, in one batch each, spread over those ten seconds. One that is refused tries again with its next.
 */
export function startLoad(url: string, pool: Agent, credentials: readonly Credential[]): Load {
  const stopping = new AbortController();
  let brought: Brought = { delaysMs: [], values: 0, refused: 0 };
  const boot = Date.now();

  async function one({ agent, token }: Credential, at: number): Promise<void> {
    const first = await call(pool, `${url}/api/v1/agent/config?have=&waitS=0`, {
      token,
      signal: stopping.signal,
    });
    const config = agentConfigSchema.parse(first.data);
    const links = config.checks.filter(({ probe }) => probe === "icmp").map(({ target }) => target.id);
    follow(token, config.version).catch(unlessStopped);
    let sequence = 0;
    let nextMs = performance.now() + (at / credentials.length) * windowMs;
    while (!stopping.signal.aborted) {
      await pause(Math.max(0, nextMs - performance.now()));
      nextMs += windowMs;
      sequence += 1;
      const timeMs = Date.now();
      const { status } = await call(pool, `${url}/api/v1/ingest`, {
        token,
        signal: stopping.signal,
        body: encodePoints(links.flatMap((id) => window(agent, id, timeMs))),
        headers: {
          "content-type": "text/plain",
          [batchHeaders.boot]: (boot + at).toString(16).padStart(16, "0"),
          [batchHeaders.sequence]: String(sequence),
          [batchHeaders.oldest]: String(sequence),
        },
      });
      if (status !== 204) brought.refused += 1;
      else {
        brought.delaysMs.push(Date.now() - timeMs);
        brought.values += links.length * (rttFields + 2);
      }
    }
  }
  async function follow(token: string, version: string): Promise<void> {
    while (!stopping.signal.aborted)
      await call(pool, `${url}/api/v1/agent/config?have=${version}&waitS=25`, {
        token,
        signal: stopping.signal,
      });
  }
  function unlessStopped(error: unknown): void {
    if (!stopping.signal.aborted) throw error;
  }
  const running = Promise.all(credentials.map((credential, at) => one(credential, at).catch(unlessStopped)));
  return {
    take() {
      const taken = brought;
      brought = { delaysMs: [], values: 0, refused: 0 };
      return taken;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function window(agent: string, id: string, timeMs: number): Point[] {
  const tags = { agent, kind: "link", id };
  const number = Number(/\d+/.exec(id)?.[0] ?? "0");
  if (number % silentOneIn === 7)
    return [
      {
        ...{ measurement: "check", tags: { ...tags, probe: "icmp" }, timeMs },
        fields: { outcome: "failed", reason: "no_reply", durationMs: 5_000 },
      },
    ];
  const rttMs = Math.round(1000 * (8 + (number % 40) + 2 * Math.sin(timeMs / 60_000 + number))) / 1000;
  return [
    {
      measurement: "check",
      tags: { ...tags, probe: "icmp" },
      fields: { outcome: "ok", durationMs: rttMs },
      timeMs,
    },
    {
      ...{ measurement: "icmp", tags, timeMs },
      fields: {
        ...{
          sent: 10,
          received: 10,
          lossPct: 0,
          rttMinMs: rttMs,
          rttMeanMs: rttMs + 0.4,
          rttP50Ms: rttMs + 0.3,
        },
        ...{ rttP95Ms: rttMs + 2.1, rttP99Ms: rttMs + 2.1, rttMaxMs: rttMs + 2.1 },
      },
    },
  ];
}
