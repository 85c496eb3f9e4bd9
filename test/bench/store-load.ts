import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { processCpuS } from "./cpu.ts";

/** A server that takes line protocol, as the bench sees it. */
export interface Target {
  writeUrl: string;
  /** Of a server that asks for one. */
  token?: string;
  headers?: Readonly<Record<string, string>>;
  /** Of a server that stays one process. */
  pid?: number;
}

export interface LoadFigures {
  valuesPerS: number;
  cpuSPerMillion: number;
  peakRssMb: number;
}

/** Sends every body over so many connections, each the next one that is left, and waits for all answers. */
export async function sendAll(
  target: Target,
  { bodies, values }: { bodies: readonly Buffer[]; values: number },
  connections: number,
): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const cpuS = () => (target.pid === undefined ? Number.NaN : processCpuS(target.pid));
  const cpuBefore = cpuS();
  const beganMs = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let body = bodies[next]; body !== undefined; body = bodies[next]) {
        next += 1;
        await post(target, body, agent);
      }
    }),
  );
  const seconds = (performance.now() - beganMs) / 1000;
  agent.destroy();
  return {
    valuesPerS: values / seconds,
    cpuSPerMillion: ((cpuS() - cpuBefore) / values) * 1e6,
    peakRssMb: target.pid === undefined ? Number.NaN : peakRssMb(target.pid),
  };
}

export function post({ writeUrl: url, token, headers }: Target, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "text/plain",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      },
      (answer) => {
        let said = "";
        answer.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
        answer.on("end", () => {
          if (answer.statusCode === 204) resolve();
          else reject(new Error(`${url} answered ${answer.statusCode}: ${said.slice(0, 300)}`));
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Most memory a process ever had. */
export function peakRssMb(pid: number): number {
  const [, kib = "0"] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}
