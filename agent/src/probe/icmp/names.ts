import { resolveAddress } from "../resolve.ts";

const againMs = 60_000;
const retryMs = 10_000;

export interface NamesListener {
  onAddress(name: string, ip: string): void;
  /** Told of names that never resolved yet; one that did keeps its address until there is another. */
  onFault(name: string, fault: string): void;
  /** After each round in which an address was found. */
  onRound(): void;
}

/** Host names of targets, asked for at once and then each minute, every 10 s while one has no address. */
export function createNames(
  signal: AbortSignal,
  listener: NamesListener,
): { set(names: readonly string[]): void } {
  let wanted: readonly string[] = [];
  const known = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let round = 0;

  async function resolveAll(): Promise<void> {
    clearTimeout(timer);
    round += 1;
    const mine = round;
    const names = wanted;
    if (names.length === 0) return;
    const answers = await Promise.all(names.map((name) => resolveAddress(name, signal)));
    // A newer list has asked again meanwhile.
    if (signal.aborted || mine !== round) return;
    names.forEach((name, at) => {
      const answer = answers[at];
      if (answer !== undefined && "ip" in answer) {
        known.set(name, answer.ip);
        listener.onAddress(name, answer.ip);
      } else if (!known.has(name)) listener.onFault(name, answer?.fault ?? "");
    });
    listener.onRound();
    const complete = names.every((name) => known.has(name));
    timer = setTimeout(() => void resolveAll(), complete ? againMs : retryMs);
  }

  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return {
    set(names) {
      wanted = [...new Set(names)];
      for (const name of [...known.keys()]) if (!wanted.includes(name)) known.delete(name);
      for (const [name, ip] of known) listener.onAddress(name, ip);
      void resolveAll();
    },
  };
}
