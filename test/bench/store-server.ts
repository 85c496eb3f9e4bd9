import type { AddressInfo } from "node:net";
import { createServer } from "@haidang/control-plane/api/server.ts";
import { decodeBody } from "@haidang/control-plane/ingest/decode.ts";
import { createTextWriter } from "@haidang/control-plane/ingest/write-text.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";

/**
 * The store behind the control plane's own HTTP server, and nothing else: `/write` answers 204 when all of a body is
 * on disk, `/compact` when what lies there is merged. Argument: the folder. Says its port on stdout.
 */
const [folder = ""] = process.argv.slice(2);
const series = openEmbeddedSeriesStore(folder, { maxNewPerAgent: 1_000_000 });
const write = createTextWriter(series);
const server = await createServer(() => undefined);
server.post("/write", async (request, reply) => {
  if (!(request.body instanceof Buffer)) return reply.status(400).send();
  const text = await decodeBody(request.body, {
    encoding: request.headers["content-encoding"],
    crc: undefined,
  });
  const faults = await write(text, { precision: "ms", nowMs: Date.now() });
  return reply.status(faults.length === 0 ? 204 : 400).send();
});
server.post("/compact", async (_request, reply) => {
  await series.compact();
  return reply.status(204).send();
});
await server.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${(server.server.address() as AddressInfo).port}\n`);
