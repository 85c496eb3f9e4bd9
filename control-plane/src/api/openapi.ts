import { errorBodySchema } from "@haidang/contract/error.ts";
import { z } from "zod";
import { type Route, route } from "./route.ts";

const jsonSchema = (schema: z.ZodType, io: "input" | "output") => {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};
const jsonContent = (schema: unknown) => ({ content: { "application/json": { schema } } });

function parameters({ url, query }: Route): unknown[] {
  const inPath = [...url.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  if (query === undefined) return inPath;
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: "input", unrepresentable: "any" });
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function operation(entry: Route): unknown {
  const envelope =
    entry.response === undefined
      ? undefined
      : {
          type: "object",
          properties: { data: jsonSchema(entry.response, "output"), meta: { type: "object" } },
        };
  return {
    summary: entry.summary,
    ...(entry.access === "anyone" ? { security: [] } : { security: [{ [entry.access]: [] }] }),
    parameters: parameters(entry),
    ...(entry.body === undefined
      ? {}
      : { requestBody: { required: true, ...jsonContent(jsonSchema(entry.body, "input")) } }),
    responses: {
      "200": { description: "Answer.", ...(envelope === undefined ? {} : jsonContent(envelope)) },
      default: { description: "Refusal.", ...jsonContent(jsonSchema(errorBodySchema, "output")) },
    },
  };
}

const person = (role: string) => `A session cookie or a token of the role ${role}, or the key in admin.key.`;

/** OpenAPI 3.1 from the table of routes, so that it cannot drift from them. */
export function openApiRoutes(routes: readonly Route[], version: string): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/openapi.json",
      summary: "This document.",
      access: "anyone",
      async handle({ reply }) {
        const paths: Record<string, Record<string, unknown>> = {};
        for (const entry of routes) {
          const path = entry.url.replace(/:(\w+)/g, "{$1}");
          paths[path] = { ...paths[path], [entry.method.toLowerCase()]: operation(entry) };
        }
        await reply.type("application/json").send({
          openapi: "3.1.0",
          info: { title: "Hải Đăng", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
          components: {
            securitySchemes: {
              self: {
                type: "http",
                scheme: "bearer",
                description: "Whoever signed in, before a second factor that is needed is set up too.",
              },
              user: { type: "http", scheme: "bearer", description: "As self, signed in by name." },
              viewer: { type: "http", scheme: "bearer", description: person("viewer, operator or admin") },
              operator: { type: "http", scheme: "bearer", description: person("operator or admin") },
              admin: { type: "http", scheme: "bearer", description: person("admin") },
              agent: { type: "http", scheme: "bearer", description: "An agent's credential." },
              ingest: {
                type: "http",
                scheme: "bearer",
                description: "A token of scope ingest; Token instead of Bearer, and Basic, do as well.",
              },
              read: { type: "http", scheme: "bearer", description: "A token of scope read, or as viewer." },
            },
          },
          paths,
        });
      },
    }),
  ];
}
