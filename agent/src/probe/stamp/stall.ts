/** Tells replies whose time of arrival this process saw late because it was busy. */
export interface StallWatch {
  /** Whether a reply seen now may have waited here. */
  isSuspect(): boolean;
  close(): void;
}

const tickMs = 10;
/** A loop blocked for longer than this looks like jitter of the line. */
const stallMs = 20;
/** What waited during a stall is seen right after it. */
const afterMs = 5;

/** Watches this process's event loop. */
export function watchStalls(): StallWatch {
  let lastTickMs = performance.now();
  let stallEndMs = Number.NEGATIVE_INFINITY;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - lastTickMs > tickMs + stallMs) stallEndMs = nowMs;
    lastTickMs = nowMs;
  }, tickMs);
  return {
    isSuspect() {
      const nowMs = performance.now();
      return nowMs - lastTickMs > tickMs + stallMs || nowMs - stallEndMs < afterMs;
    },
    close: () => clearInterval(timer),
  };
}
