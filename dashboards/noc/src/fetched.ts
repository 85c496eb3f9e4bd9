import type { HaidangError } from "@haidang/contract/error.ts";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asError } from "./session.ts";
import { nowMs } from "./stream.ts";

/** An answer asked for again and again. Data stays when a later try fails. */
export interface Fetched<T> {
  data: T | null;
  error: HaidangError | null;
  /** Control plane's time of the last good answer, and of the first failure since. */
  goodAtMs: number | null;
  failedAtMs: number | null;
  retry: () => void;
}

type Known<T> = Omit<Fetched<T>, "retry"> & { key: string };

/** Asks at once, whenever `key` changes, and `everyMs` after each answer. A new key forgets the old data. */
export function useFetched<T>(key: string, ask: () => Promise<T>, everyMs: number): Fetched<T> {
  const blank: Known<T> = { key, data: null, error: null, goodAtMs: null, failedAtMs: null };
  const [known, setKnown] = useState<Known<T>>(blank);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  // `attempt` is among what is watched so that a retry asks again.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const run = async () => {
      const settle = (next: (before: Known<T>) => Known<T>) => {
        if (!over) setKnown((before) => next(before.key === key ? before : { ...blank, key }));
      };
      try {
        const data = await latest.current();
        settle((before) => ({ ...before, data, error: null, goodAtMs: nowMs.peek(), failedAtMs: null }));
      } catch (thrown) {
        const error = asError(thrown);
        settle((before) => ({ ...before, error, failedAtMs: before.failedAtMs ?? nowMs.peek() }));
      }
      if (!over) timer = setTimeout(run, everyMs);
    };
    void run();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, everyMs, attempt]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { ...(known.key === key ? known : blank), retry };
}
