import { once } from "node:events";
import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import type { Wish } from "./event.ts";

const wishSchema = z.strictObject({ verb: z.string().max(40), names: z.array(z.string().max(200)).max(20) });
const answerSchema = z.union([
  z.strictObject({ said: z.array(z.string()) }),
  z.strictObject({ refused: z.string(), hint: z.string().optional() }),
]);
const answerWithinMs = 10_000;
const mostBytes = 16_384;

/**
 * Hears wishes at a socket of the file system, which reaches across network namespaces and is its owner's alone: one
 * line of JSON each way.
 */
export async function hearWishes(path: string, grant: (wish: Wish) => string[]): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer((socket) => hear(socket, grant));
  server.listen(path);
  await once(server, "listening");
  chmodSync(path, 0o600);
  return server;
}

function hear(socket: Socket, grant: (wish: Wish) => string[]): void {
  let bytes = 0;
  socket.setTimeout(answerWithinMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    bytes += chunk.length;
    if (bytes > mostBytes) socket.destroy();
  });
  createInterface({ input: socket }).once("line", (line) =>
    socket.end(`${JSON.stringify(reply(line, grant))}\n`),
  );
}

function reply(line: string, grant: (wish: Wish) => string[]): unknown {
  try {
    return { said: grant(wishSchema.parse(JSON.parse(line))) };
  } catch (error) {
    if (error instanceof HaidangError) return { refused: error.message, hint: error.hint };
    return { refused: "this is no wish", hint: "npm run sim -- help names what can happen" };
  }
}

/** Sends one wish and gives what the simulator says to it; rejects with its HaidangError, or one that nobody plays. */
export async function wish(path: string, asked: Wish): Promise<string[]> {
  const socket = connect(path);
  socket.setTimeout(answerWithinMs, () => socket.destroy(new Error("no answer")));
  try {
    await once(socket, "connect");
    socket.write(`${JSON.stringify(asked)}\n`);
    const [line] = await once(createInterface({ input: socket }), "line");
    const answer = answerSchema.parse(JSON.parse(String(line)));
    if ("said" in answer) return answer.said;
    throw new HaidangError("usage", answer.refused, answer.hint === undefined ? {} : { hint: answer.hint });
  } catch (error) {
    if (error instanceof HaidangError) throw error;
    throw new HaidangError("not_found", `no province is played at ${path}`, {
      hint: "npm run demo plays one",
    });
  } finally {
    socket.destroy();
  }
}
