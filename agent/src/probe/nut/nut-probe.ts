import type { Socket } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { socketFault } from "../socket-fault.ts";
import { openConnection } from "../tcp/connection.ts";
import { type Listing, readListing } from "./list.ts";
import { feedOf, statusWords, upsReadings, type Variables } from "./variable.ts";

type NutCheck = CheckOf<"nut">;
type Said = Pick<CheckResult, "outcome" | "reason" | "detail">;

/** A UPS has some hundred variables, of some forty bytes each. */
const maxHeardBytes = 256 * 1024;

/** A UPS as upsd tells it: reading needs no password, so none is sent (RFC 9271 section 7). */
export function nutProbe(check: NutCheck): BoundProbe {
  return {
    async run(context) {
      const startedAt = performance.now();
      const { said, variables } = await list(check, context);
      const { target } = check;
      const durationMs = Math.round(performance.now() - startedAt);
      return {
        result: { probe: "nut", target, timeMs: context.slotMs, ...said, durationMs },
        points: variables === undefined ? [] : pointsOf(variables, check, context),
      };
    },
    close() {},
  };
}

async function list(
  { settings }: NutCheck,
  { signal }: RunContext,
): Promise<{ said: Said; variables?: Variables }> {
  const { address, ups, port } = settings;
  const resolved = await resolveAddress(address, signal);
  if ("fault" in resolved) {
    return { said: { outcome: "failed", reason: "dns_failure", detail: resolved.fault } };
  }
  const connection = await openConnection({ ip: resolved.ip, port }, signal);
  if (connection instanceof Error) return { said: socketFault(connection, `tcp/${port}`) };
  const heard = await ask(connection.socket, ups, signal);
  connection.socket.destroy();
  if (heard instanceof Error) return { said: socketFault(heard, `tcp/${port}`) };
  if ("variables" in heard) return { said: { outcome: "ok" }, variables: heard.variables };
  if ("refusal" in heard) return { said: refused(heard.refusal) };
  const detail = "fault" in heard ? deviceText(heard.fault, 120) : "the answer has no end";
  return { said: { outcome: "failed", reason: "malformed_answer", detail } };
}

/** Never rejects; the signal ends the connection with an `AbortError`. */
function ask(socket: Socket, ups: string, signal: AbortSignal): Promise<Listing | NodeJS.ErrnoException> {
  const { promise, resolve } = Promise.withResolvers<Listing | NodeJS.ErrnoException>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const text = () => Buffer.concat(chunks).toString("utf8");
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    // a line that has not ended changes nothing, so that whole lines alone are looked at
    if (bytes <= maxHeardBytes && !chunk.includes(10)) return;
    const listing = readListing(text(), ups);
    if (!("incomplete" in listing)) resolve(listing);
    else if (bytes > maxHeardBytes) resolve({ fault: `more than ${maxHeardBytes} bytes` });
  });
  socket.on("error", resolve);
  socket.once("close", () => resolve(chunks.length === 0 ? lost() : readListing(text(), ups)));
  if (signal.aborted) resolve(Object.assign(new Error("too late"), { name: "AbortError" }));
  // one goodbye goes with the question: upsd keeps a place for each connection until it ends
  socket.write(`LIST VAR ${ups}\nLOGOUT\n`);
  return promise;
}

function lost(): NodeJS.ErrnoException {
  return Object.assign(new Error("the connection was closed without an answer"), { code: "ECONNRESET" });
}

/** Whoever refuses is reached; the UPS behind it is not, or not by that name (RFC 9271 section 4.3). */
function refused(refusal: string): Said {
  const reason = /^ERR (?:ACCESS-DENIED|USERNAME-REQUIRED|PASSWORD-REQUIRED|INVALID-\w+)/.test(refusal)
    ? "credentials"
    : "ups_unread";
  return { outcome: "failed", reason, detail: deviceText(refusal, 120) };
}

function pointsOf(variables: Variables, { target }: NutCheck, { agent, slotMs }: RunContext): Point[] {
  const tags = { agent, kind: target.kind, id: target.id };
  const sensors = upsReadings(variables).map(({ kind, name, variable, value, status }) =>
    measure("sensor", { ...tags, sensor: kind, name, oid: variable }, { value, status }, slotMs),
  );
  const feed = feedOf(statusWords(variables));
  return feed === undefined ? sensors : [measure("ups", tags, feed, slotMs), ...sensors];
}
