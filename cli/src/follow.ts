import { setTimeout as wait } from "node:timers/promises";
import { HaidangError } from "@haidang/contract/error.ts";

/** How long after an answer the next question is asked, ms. */
export const followEveryMs = 2000;

export interface Following<T> {
  read(): Promise<T>;
  /** Told of every answer. */
  show(answer: T): void | Promise<void>;
  /** Told of a question that failed; the first one's failure ends everything instead. */
  fail(error: HaidangError): void;
  everyMs?: number;
  signal?: AbortSignal;
}

/** Faults that another try may mend. */
const passing = new Set(["unreachable", "store_unavailable", "shutting_down", "internal", "rate_limited"]);

/** Asks again and again until `signal`; a server that goes away for a while is waited for. */
export async function follow<T>({
  read,
  show,
  fail,
  everyMs = followEveryMs,
  signal,
}: Following<T>): Promise<void> {
  const isOver = (): boolean => signal?.aborted === true;
  await show(await read());
  while (!isOver()) {
    await wait(everyMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    if (isOver()) return;
    try {
      await show(await read());
    } catch (error) {
      if (!(error instanceof HaidangError) || !passing.has(error.code)) throw error;
      fail(error);
    }
  }
}
