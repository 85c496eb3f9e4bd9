import { type LiveEvent, liveEvents } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { say } from "../words/words.ts";
import { authorised, type Server } from "./http.ts";

/** A server that says nothing for so long (it ticks each 5 s) is gone, ms. */
const silentMs = 20_000;
const mostEventChars = 64 * 1024 * 1024;

/** Events as they happen, from one connection; ends with it. `lastId` resumes without a gap. */
export async function* readStream(
  server: Server,
  { lastId, signal }: { lastId: string | undefined; signal: AbortSignal },
): AsyncGenerator<{ event: LiveEvent; id: string | undefined }> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), silentMs);
  const headers = lastId === undefined ? {} : { "last-event-id": lastId };
  const response = await authorised(server, "stream", {
    headers: { accept: "text/event-stream", ...headers },
    signal: AbortSignal.any([signal, silent.signal]),
  });
  try {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), silentMs);
      rest += decoder.decode(chunk, { stream: true });
      if (rest.length > mostEventChars)
        throw new HaidangError("body_too_large", say(server.language, "http.large"));
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const parsed = parseEvent(block);
        if (parsed !== undefined) yield parsed;
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** One event of the stream; undefined for comments and for names this command does not know. */
export function parseEvent(block: string): { event: LiveEvent; id: string | undefined } | undefined {
  const fields = new Map(
    block.split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")] as const;
    }),
  );
  const parsed = eventSchema.safeParse({ name: fields.get("event"), data: jsonOf(fields.get("data") ?? "") });
  return parsed.success ? { event: parsed.data, id: fields.get("id") } : undefined;
}

const eventSchema = z.discriminatedUnion("name", [
  z.object({ name: z.literal("snapshot"), data: liveEvents.snapshot }),
  z.object({ name: z.literal("object"), data: liveEvents.object }),
  z.object({ name: z.literal("incident"), data: liveEvents.incident }),
  z.object({ name: z.literal("latency"), data: liveEvents.latency }),
  z.object({ name: z.literal("tick"), data: liveEvents.tick }),
]);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // what is no JSON is no event of ours
    return undefined;
  }
}
