import type { VideoApiAccess } from "@haidang/contract/object.ts";
import type { Line } from "./line.ts";
import { ApiFault, type ApiSession, type Ask, type VideoApi, type VideoStatus } from "./video-api.ts";

export interface Visit {
  api: VideoApi;
  line: Line;
  who: Pick<VideoApiAccess, "user" | "password">;
  /** Ends the reading; the session is still closed after that. */
  signal: AbortSignal;
  /** How long closing a session may take, and a late answer to its beginning be waited for, ms. */
  closingMs: number;
}

export interface VisitEnd {
  found: VideoStatus | ApiFault;
  /** Why the session could not be closed. */
  leftOpen?: ApiFault;
}

/**
 * Begins a session, reads, and ends the session whatever happened in between. A beginning that is answered too late
 * is ended too: the point has given the slot away by then. Never rejects but for a fault of our own.
 */
export async function visit({ api, line, who, signal, closingMs }: Visit): Promise<VisitEnd> {
  let session: ApiSession;
  try {
    const late = lateBy(signal, closingMs);
    session = await api.begin((request) => line.ask(request, late), who);
  } catch (error) {
    return { found: apiFault(error) };
  }
  const asking = (by: AbortSignal): Ask => {
    return async (request) => {
      const headers = { ...request.headers, ...session.headers };
      const answer = await line.ask({ ...request, headers }, by);
      if (answer.fault !== undefined) throw answer.fault;
      return answer;
    };
  };
  let found: VideoStatus | ApiFault;
  let leftOpen: ApiFault | undefined;
  try {
    found = signal.aborted
      ? new ApiFault("timeout", "the session began too late")
      : await readBy(api, asking(signal));
  } finally {
    leftOpen = await close(session, asking(AbortSignal.timeout(closingMs)));
  }
  return leftOpen === undefined ? { found } : { found, leftOpen };
}

async function readBy(api: VideoApi, ask: Ask): Promise<VideoStatus | ApiFault> {
  try {
    return await api.read(ask);
  } catch (error) {
    return apiFault(error);
  }
}

/** Tries each way to close until one is taken; the last refusal when none is. */
async function close({ end }: ApiSession, ask: Ask): Promise<ApiFault | undefined> {
  let refusal: ApiFault | undefined;
  for (const request of end) {
    refusal = await endBy(() => ask(request));
    if (refusal === undefined) return undefined;
  }
  return refusal;
}

async function endBy(ask: () => ReturnType<Ask>): Promise<ApiFault | undefined> {
  try {
    const { status } = await ask();
    return status < 400 ? undefined : new ApiFault("http_status", `HTTP ${status}`);
  } catch (error) {
    return apiFault(error);
  }
}

function apiFault(error: unknown): ApiFault {
  if (error instanceof ApiFault) return error;
  throw error;
}

/** Aborts so long after a signal. */
function lateBy(signal: AbortSignal, afterMs: number): AbortSignal {
  const late = new AbortController();
  const wait = () => {
    setTimeout(() => late.abort(), afterMs).unref();
  };
  if (signal.aborted) wait();
  else signal.addEventListener("abort", wait, { once: true });
  return late.signal;
}

const turns = new Map<string, Promise<void>>();

/** One after another for a key: a device has one session of ours at a time. Rejects when the signal comes first. */
export async function inTurn<T>(key: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const mine = before.then(() => ended);
  turns.set(key, mine);
  void mine.then(() => {
    if (turns.get(key) === mine) turns.delete(key);
  });
  try {
    await Promise.race([before, aborted(signal)]);
    if (signal.aborted) throw new ApiFault("timeout", "waiting for another run of the same device");
    return await run();
  } finally {
    end();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
