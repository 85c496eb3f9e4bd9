import { errorBodySchema } from "@haidang/contract/error.ts";
import { z } from "zod";
import { type Server, send } from "./http.ts";

const shortMs = 5000;

export interface Health {
  status: number;
  /** The server's clock from its Date header, whole seconds; null without one. */
  serverMs: number | null;
  /** Name of the store's engine, when the answer has one. */
  engine?: string;
  /** What it says is wrong. */
  message?: string;
}

const readySchema = z.object({
  data: z
    .object({ store: z.string().or(z.object({ engine: z.string() })) })
    .or(z.object({ engine: z.string() })),
});

/** GET /healthz or /readyz, which need no key. */
export async function readHealth(server: Server, door: "healthz" | "readyz"): Promise<Health> {
  const response = await send(server, new URL(`${server.place.url}/${door}`), {}, shortMs);
  const text = (await response.text()).slice(0, 10_000);
  const date = Date.parse(response.headers.get("date") ?? "");
  return {
    status: response.status,
    serverMs: Number.isNaN(date) ? null : date,
    ...sayings(text),
  };
}

function sayings(text: string): Pick<Health, "engine" | "message"> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return {};
  }
  const error = errorBodySchema.safeParse(answer);
  if (error.success) return { message: error.data.error.message };
  const ready = readySchema.safeParse(answer);
  if (!ready.success) return {};
  const { data } = ready.data;
  if ("engine" in data) return { engine: data.engine };
  return { engine: typeof data.store === "string" ? data.store : data.store.engine };
}
