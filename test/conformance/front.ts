import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** A server that passes on the paths it knows, under other names, as other servers of the same kind have them. */
export async function frontOf(
  target: string,
  asked: string[],
  paths: ReadonlyArray<readonly [string, string]>,
): Promise<{ url: string; server: Server }> {
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    const known = paths.find(([prefix]) => path.startsWith(prefix));
    asked.push(known === undefined ? `!${path}` : path);
    if (known === undefined) return void response.writeHead(400).end(`unsupported path ${path}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = new Headers();
    for (const name of ["content-type", "content-encoding"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const method = request.method ?? "GET";
    const answer = await fetch(target + path.replace(known[0], known[1]), {
      method,
      headers,
      ...(method === "GET" ? {} : { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status).end(await answer.text());
  };
  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, server };
}
