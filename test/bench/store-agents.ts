import { Agent } from "node:http";
import { batchHeaders } from "@haidang/contract/agent-protocol.ts";
import { processCpuS } from "./cpu.ts";
import type { Row } from "./row.ts";
import { post } from "./store-load.ts";
import { type ControlPlane, startControlPlane } from "./store-server.ts";
import { makeWorkload } from "./store-workload.ts";

/** So many agents come back at once, each with so much it could not deliver. */
interface Return {
  agents: number;
  interfaces: number;
  rounds: number;
  linesPerBody: number;
}

interface ReturnFigures {
  batchesPerS: number;
  cpuMsPerBatch: number;
  /** From a batch's sending to its answer, the slowest one in a hundred left out. */
  answerP99Ms: number;
}

interface Sender {
  bodies: Buffer[];
  token: string;
  boot: string;
}

/**
 * Every agent sends its batches one after the other, each when the one before is answered, as agents do. The first of
 * each is not counted: an agent that comes back begins no new series.
 */
export async function sendAsAgents(server: ControlPlane, work: Return): Promise<ReturnFigures> {
  const senders = await enrolSenders(server, work);
  const connections = new Agent({ keepAlive: true, maxSockets: work.agents });
  const writeUrl = `${server.url}/api/v1/ingest`;
  const tookMs: number[] = [];
  async function send({ bodies, token, boot }: Sender, from: number, to: number): Promise<void> {
    for (const [at, body] of bodies.slice(from, to).entries()) {
      const sequence = String(from + at + 1);
      const headers = {
        [batchHeaders.boot]: boot,
        [batchHeaders.sequence]: sequence,
        [batchHeaders.oldest]: sequence,
      };
      const sentMs = performance.now();
      await post({ writeUrl, token, headers }, body, connections);
      tookMs.push(performance.now() - sentMs);
    }
  }
  await Promise.all(senders.map((sender) => send(sender, 0, 1)));
  tookMs.length = 0;
  const cpuBefore = processCpuS(server.pid);
  const beganMs = performance.now();
  await Promise.all(senders.map((sender) => send(sender, 1, sender.bodies.length)));
  const seconds = (performance.now() - beganMs) / 1000;
  const cpuS = processCpuS(server.pid) - cpuBefore;
  connections.destroy();
  tookMs.sort((one, other) => one - other);
  return {
    batchesPerS: tookMs.length / seconds,
    cpuMsPerBatch: (cpuS / tookMs.length) * 1000,
    answerP99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? Number.NaN,
  };
}

async function enrolSenders(server: ControlPlane, { agents, ...workload }: Return): Promise<Sender[]> {
  const senders: Sender[] = [];
  for (let number = 1; number <= agents; number += 1) {
    const { agent, token } = await server.enrol(`bench-${number}`);
    const { bodies } = makeWorkload({ ...workload, tags: `agent=${agent}` });
    const boot = number.toString(16).padStart(16, "0");
    senders.push({ bodies, token, boot });
  }
  return senders;
}

/** Agents deliver every 2 s what a small site measures in them; what they bring when all return at once is the most there can be. */
export async function agentRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const agents of [20, 200]) {
    const server = await startControlPlane();
    try {
      const rounds = 8000 / agents + 1;
      const figures = await sendAsAgents(server, { agents, interfaces: 20, rounds, linesPerBody: 20 });
      const what = `${agents} agents back at once, 20 lines a batch`;
      rows.push(
        {
          work: `batches a second, ${what}`,
          ours: figures.batchesPerS,
          digits: 0,
          unit: "/s",
          // what as many bring when nothing is amiss
          bar: agents / 2,
          isLeast: true,
        },
        { work: `CPU a batch, ${what}`, ours: figures.cpuMsPerBatch, digits: 2, unit: "ms" },
        { work: `answer, p99, ${what}`, ours: figures.answerP99Ms, digits: 0, unit: "ms" },
      );
    } finally {
      await server.remove();
    }
  }
  return rows;
}
