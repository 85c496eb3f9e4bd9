import { existsSync, readFileSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { readIdentity } from "@haidang/agent/config/identity.ts";
import { errorBodySchema, HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { z } from "zod";

const answerTimeoutMs = 3_000;
const endpointSchema = z.object({ url: z.url(), pid: z.int(), publicUrl: z.url().optional() });
const codeSchema = z.object({ data: z.object({ code: z.string().min(1) }) });

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // missing or cut short: nothing can be learned from it either way
    return undefined;
  }
}

/** Where the control plane of a data folder says it listens for this machine and for others, and which process that is. */
export function readEndpoint(
  dataFolder: string,
): { url: string; pid: number; publicUrl?: string | undefined } | undefined {
  return endpointSchema.safeParse(readJson(join(dataFolder, "endpoint.json"))).data;
}

/** Status of an answer, or nothing when there was none in time. */
async function statusOf(url: string, token?: string): Promise<number | undefined> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(answerTimeoutMs) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    // refused, reset or too late: no answer is an answer here
    return undefined;
  }
}

export async function isReady(url: string): Promise<boolean> {
  return (await statusOf(`${url}/readyz`)) === 200;
}

/** Whether a control plane at `url` is the one of this data folder: it takes the folder's key. */
export async function isOurs(url: string, dataFolder: string): Promise<boolean> {
  const key = adminKey(dataFolder);
  return key !== undefined && (await statusOf(`${url}/api/v1/session`, key)) === 200;
}

/** The key of whoever administers a data folder; absent before the control plane has made it. */
export function adminKey(dataFolder: string): string | undefined {
  const path = join(dataFolder, "admin.key");
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}

/** Whether a port is taken. Other faults of an address are the control plane's to name. */
export function isPortBusy(host: string, port: number): Promise<boolean> {
  return new Promise((settle) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => settle(error.code === "EADDRINUSE"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => settle(false)));
  });
}

async function askForCode(url: string, body: unknown, dataFolder: string): Promise<string> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${adminKey(dataFolder) ?? ""}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerTimeoutMs),
  });
  const said: unknown = await answer.json().catch(() => undefined);
  const code = codeSchema.safeParse(said);
  if (code.success) return code.data.data.code;
  const refusal = errorBodySchema.safeParse(said);
  throw new Error(deviceText(refusal.success ? refusal.data.error.message : `HTTP ${answer.status}`));
}

/** A single-use code that signs one browser in. */
export function sessionCode(url: string, dataFolder: string): Promise<string> {
  return askForCode(`${url}/api/v1/session-codes`, {}, dataFolder);
}

/** Of an identity that can be read. The agent itself says what is wrong with another. */
function identityToken(path: string): string | undefined {
  try {
    return existsSync(path) ? readIdentity(path)?.token : undefined;
  } catch (error) {
    if (error instanceof HaidangError) return undefined;
    throw error;
  }
}

/**
 * The code the agent of this machine enrols with, or nothing when it has an identity the control plane accepts. One
 * that is refused is set aside, because an agent keeps to the identity it has.
 */
export async function inviteIfNeeded(url: string, dataFolder: string): Promise<string | undefined> {
  const path = join(dataFolder, "agent", "identity.json");
  const token = identityToken(path);
  if (token !== undefined) {
    const status = await statusOf(`${url}/api/v1/agent/config?waitS=0`, token);
    if (status !== 401) return undefined;
  }
  if (existsSync(path)) renameSync(path, `${path}.refused`);
  return askForCode(`${url}/api/v1/agents/invites`, { hub: true }, dataFolder);
}
