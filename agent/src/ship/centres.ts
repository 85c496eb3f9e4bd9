import { HaidangError } from "@haidang/contract/error.ts";
import type { Exchange } from "../self/clock.ts";
import { type Centre, type CentreAnswer, type CentreRequest, connectCentre } from "./centre.ts";

/** How long another address is kept to before the first one is tried again. */
const firstAgainMs = 10 * 60_000;

export interface Centres extends Centre {
  /** Addresses of the same control plane to use from now on, the one to prefer first. */
  reachAt(urls: readonly string[]): void;
}

export interface CentresOptions {
  /** Told the four time stamps of each answer. */
  heard?: (exchange: Exchange) => void;
  /** Keys of the control plane, the same at every address. */
  pins?: readonly string[];
  now: () => number;
  /** Told which address is in use now, and what was wrong with the one before it. */
  moved?: (url: string, why: string) => void;
}

/**
 * One control plane behind several addresses: a request that gets no whole answer goes to the next at once, and those
 * after it begin where the last one was answered. Throws a HaidangError `usage` where there is no address.
 */
export function connectCentres(urls: readonly string[], options: CentresOptions): Centres {
  const { now, moved } = options;
  let pins = options.pins ?? [];
  let token: string | undefined;
  let lines = new Map<string, Centre>();
  /** In order of preference. */
  let order: readonly string[] = [];
  let current = "";
  let movedMs = 0;

  function reachAt(next: readonly string[]): void {
    const wanted = [...new Set(next)];
    const [first] = wanted;
    if (first === undefined) throw noAddress();
    for (const [url, line] of lines) if (!wanted.includes(url)) line.close();
    lines = new Map(wanted.map((url) => [url, lines.get(url) ?? open(url)]));
    order = wanted;
    if (!wanted.includes(current)) current = first;
  }

  function open(url: string): Centre {
    const line = connectCentre(url, options.heard, pins);
    if (token !== undefined) line.useToken(token);
    return line;
  }

  /** The one in use first; after a while the preferred one is given another chance. */
  function begin(): readonly string[] {
    const [first = current] = order;
    if (current === first || now() - movedMs < firstAgainMs) {
      return [current, ...order.filter((url) => url !== current)];
    }
    movedMs = now();
    return order;
  }

  async function request(asked: CentreRequest): Promise<CentreAnswer> {
    let fault: unknown;
    for (const url of begin()) {
      const line = lines.get(url);
      if (line === undefined) continue;
      try {
        const answer = await line.request(asked);
        if (url !== current && order.includes(url)) {
          const why = fault instanceof HaidangError ? fault.message : "";
          [current, movedMs] = [url, now()];
          moved?.(url, why);
        }
        return answer;
      } catch (error) {
        if (!(error instanceof HaidangError) || error.code !== "unreachable") throw error;
        fault ??= error;
        if (asked.signal?.aborted === true) break;
      }
    }
    throw fault;
  }

  reachAt(urls);
  return {
    get url() {
      return current;
    },
    useToken(next) {
      token = next;
      for (const line of lines.values()) line.useToken(next);
    },
    trust(next) {
      pins = next;
      for (const line of lines.values()) line.trust(next);
    },
    reachAt,
    request,
    close() {
      for (const line of lines.values()) line.close();
    },
  };
}

function noAddress(): HaidangError {
  return new HaidangError("usage", "HAIDANG_URL is not set, so the agent does not know its control plane.", {
    hint: "Set it to the address of the control plane, e.g. http://127.0.0.1:8700.",
  });
}
