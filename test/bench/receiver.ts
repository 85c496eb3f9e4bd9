import { createServer } from "node:http";

/** A webhook's far end, as a process of its own: prints its port, then each body it gets with time and path, a line of JSON each. */
const server = createServer((request, response) => {
  const atMs = Date.now();
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    response.writeHead(204).end();
    process.stdout.write(`${JSON.stringify({ atMs, path: request.url, body: JSON.parse(body) })}\n`);
  });
});
server.listen(0, "127.0.0.1", () => {
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
