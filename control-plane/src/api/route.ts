import { HaidangError } from "@haidang/contract/error.ts";
import type { roles } from "@haidang/contract/user.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import type { Sight } from "../inventory/sight.ts";
import type { ErrorForm } from "./error-form.ts";

/**
 * Who may call: anyone, whoever signed in (`self`) or did so by name (`user`) for his own affairs, also before his
 * second factor is set up, people of at least a role, an agent of ours (`enrolled`: also one that waits for approval), the holder of a token that sends
 * measurements, or one who reads them (a token for it, or people).
 */
export type Access =
  | "anyone"
  | "self"
  | "user"
  | (typeof roles)[number]
  | "agent"
  | "enrolled"
  | "ingest"
  | "read";

export interface Call<Q, B> {
  query: Q;
  body: B;
  /** Path parameters. */
  params: Readonly<Record<string, string>>;
  /** Id of the agent that calls; empty unless `access` is agent. */
  agent: string;
  /** Who calls, as the audit and whatever people read names them. */
  actor: string;
  /** Undefined only where anyone may call. */
  caller: Caller | undefined;
  /** What the caller may see and act on; readers pass it to `seenBy` of seen.ts. */
  sight: Sight;
  /** Address of the socket. */
  address: string;
  nowMs: number;
  request: FastifyRequest;
  reply: FastifyReply;
}

/**
 * One row of the API: the same table makes the routes, their access control and the OpenAPI document. A handler's
 * result becomes `data` in the envelope; undefined means it answered by itself.
 */
export interface Route {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  summary: string;
  access: Access;
  /** Set where the callers are others' programs: refusals are in their words too. */
  errorForm?: ErrorForm;
  /** Set where a POST changes nothing anybody did, so that the audit has nothing to say of it. */
  reads?: true;
  /** The body comes as a Buffer whatever type it says to be. */
  anyBody?: true;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  handle(call: Call<unknown, unknown>): unknown;
}

/** Keeps the types of query and body together with their schemas. */
export function route<
  Q extends z.ZodType = z.ZodType<undefined>,
  B extends z.ZodType = z.ZodType<undefined>,
>(definition: {
  method: Route["method"];
  url: string;
  summary: string;
  access: Access;
  errorForm?: ErrorForm;
  reads?: true;
  anyBody?: true;
  query?: Q;
  body?: B;
  response?: z.ZodType;
  handle(call: Call<z.output<Q>, z.output<B>>): unknown;
}): Route {
  const { query, body, handle, ...rest } = definition;
  return {
    ...rest,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    handle: (call) =>
      handle({
        ...call,
        query: read(query, call.query, "usage", "the query"),
        body: read(body, call.body, "body_invalid", "the body"),
      }),
  };
}

function read<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  code: "usage" | "body_invalid",
  what: string,
): z.output<S> {
  if (schema === undefined) return undefined as z.output<S>;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const sentence = faults
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
  throw new HaidangError(code, `${what} is not usable: ${sentence}`, {
    hint: "/api/v1/openapi.json describes it",
    details: { faults },
  });
}
