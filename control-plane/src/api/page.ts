import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import { HaidangError } from "@haidang/contract/error.ts";
import type { FastifyInstance } from "fastify";

/** Serves the built page at `/`; paths of its own views answer with the page too. */
export async function addPage(server: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(`${folder}/index.html`);
  if (built) {
    await server.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      // as the build left them beside the files
      preCompressed: true,
      // its own would go before what is set below
      cacheControl: false,
      setHeaders(reply, path) {
        const named = /\/assets\/[^/]+-[\w-]{8,}\.\w+(?:\.(?:br|gz))?$/.test(path);
        reply.setHeader("vary", "accept-encoding");
        reply.setHeader("cache-control", named ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const [path = ""] = request.url.split("?");
    if (request.method === "GET" && !path.startsWith("/api/") && !path.includes(".")) {
      if (built) return reply.header("cache-control", "no-cache").sendFile("index.html");
      throw new HaidangError("not_found", "the page is not built", {
        hint: "npm start builds it; or run: npm run build -w dashboards",
      });
    }
    throw new HaidangError("not_found", `there is nothing at ${request.method} ${path.slice(0, 200)}`, {
      hint: "/api/v1/openapi.json lists what there is",
    });
  });
}
