import type { Log } from "../self/log.ts";

/** Where and how often the control plane proves to the outside that it is alive. */
export interface DeadmanSettings {
  url: string;
  everyMs: number;
}

/** What has to be so for the control plane to call itself well; each throws or rejects when it is not. */
export type Inside = () => void | Promise<void>;

const answerWithinMs = 10_000;
/** A proof that comes out later is no proof of now. */
const wellWithinMs = 10_000;

export interface Deadman {
  begin(): void;
  stop(): void;
}

/**
 * Calls the watcher's URL again and again, only while all inside is well: whoever waits for the call raises the alarm
 * when it stays away, whether the process, its machine, its disk or its line has stopped.
 */
export function createDeadman(options: {
  settings: DeadmanSettings;
  inside: Inside;
  log: Log;
  fetch?: typeof fetch;
}): Deadman {
  const { settings, inside, log } = options;
  const send = options.fetch ?? fetch;
  let timer: NodeJS.Timeout | undefined;
  let underWay = false;
  let wasWell = true;

  async function beat(): Promise<void> {
    if (underWay) return;
    underWay = true;
    try {
      await within(Promise.resolve().then(inside), wellWithinMs);
      const response = await send(settings.url, {
        ...{ method: "GET", redirect: "error", signal: AbortSignal.timeout(answerWithinMs) },
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the watcher answered ${response.status}`);
      if (!wasWell) log("info", "the outside watcher hears from us again");
      wasWell = true;
    } catch (error) {
      if (wasWell) {
        log("warn", "the outside watcher does not hear from us, and will raise the alarm", {
          error: error instanceof Error ? error.message : String(error),
        });
      }
      wasWell = false;
    } finally {
      underWay = false;
    }
  }

  return {
    begin() {
      void beat();
      timer = setInterval(() => void beat(), settings.everyMs);
    },
    stop: () => clearInterval(timer),
  };
}

function within(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not known to be well after ${ms / 1000} s`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
