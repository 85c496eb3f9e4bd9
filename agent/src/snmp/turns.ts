/**
 * Asks for a turn. `start` is called when it comes, never before `enter` has returned; the result ends the turn, or
 * gives up waiting for it.
 */
export type EnterTurn = (name: string, start: () => void) => () => void;

interface Turn {
  name: string;
  start: () => void;
}

/** At most `limit` turns at once; turns of one name come one after the other. */
export function createTurns(limit: number): EnterTurn {
  const running = new Map<string, Turn>();
  const waiting: Turn[] = [];

  function begin(turn: Turn): void {
    running.set(turn.name, turn);
    queueMicrotask(() => {
      if (running.get(turn.name) === turn) turn.start();
    });
  }

  function beginWaiting(): void {
    while (waiting.length > 0 && running.size < limit) {
      const at = waiting.findIndex(({ name }) => !running.has(name));
      const next = at < 0 ? undefined : waiting.splice(at, 1)[0];
      if (next === undefined) return;
      begin(next);
    }
  }

  return (name, start) => {
    const turn = { name, start };
    if (running.size < limit && !running.has(name)) begin(turn);
    else waiting.push(turn);
    return () => {
      if (running.get(name) === turn) {
        running.delete(name);
        beginWaiting();
      } else if (waiting.includes(turn)) waiting.splice(waiting.indexOf(turn), 1);
    };
  };
}

/** As many requests in flight in this process; beyond that receive buffers overflow. */
const mostInFlight = 64;

/** Of this process: a device is asked one thing at a time, whoever asks. */
export const enterTurn: EnterTurn = createTurns(mostInFlight);
