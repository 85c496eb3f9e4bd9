import { once } from "node:events";
import { createServer } from "node:http";
import type { AgentConfig } from "@haidang/contract/agent-protocol.ts";

/** Enough of a control plane for an agent to enrol, be told its checks, and be rid of what it measured. */
export interface BenchCentre {
  url: string;
  /** Bytes of batches and requests that brought them, so far. */
  taken: { bytes: number; batches: number };
  close(): void;
}

export async function startCentre(config: AgentConfig): Promise<BenchCentre> {
  const taken = { bytes: 0, batches: 0 };
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => {
      const path = new URL(request.url ?? "/", "http://centre").pathname;
      const answer = (data: unknown) => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data }));
      };
      if (path === "/api/v1/agent/enrol") answer({ agent: "bench", token: "bench-token-bench-token" });
      else if (path !== "/api/v1/agent/config") {
        if (path === "/api/v1/ingest") {
          taken.bytes += bytes;
          taken.batches += 1;
        }
        response.writeHead(204).end();
      } else if (request.url?.includes(`have=${config.version}`) === true) {
        // as long as a centre waits when nothing has changed
        setTimeout(() => response.writeHead(204).end(), 25_000).unref();
      } else answer(config);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("the centre of the benchmark has no port");
  return {
    url: `http://127.0.0.1:${bound.port}`,
    taken,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
