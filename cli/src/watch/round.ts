import type { Language } from "@haidang/contract/text.ts";
import { duration, moment } from "../format/figure.ts";
import { say } from "../words/words.ts";
import { judge, owing, toldBy, type WatchState } from "./watch.ts";
import type { Way, Word } from "./way.ts";

export interface Round {
  /** Resolves when it is well; rejects, saying why, when it is not or does not answer. */
  ask: () => Promise<void>;
  /** When a proof of life came last. */
  provenMs: () => number | null;
  ways: readonly Way[];
  startedMs: number;
  silentAfterMs: number;
  language: Language;
  keep: (state: WatchState) => void;
  /** A line for whoever reads along. */
  note: (line: string) => void;
  now: () => number;
}

/** One look, and one try of each way that has something to tell; never rejects for what is outside. */
export async function goRound(before: WatchState, round: Round): Promise<WatchState> {
  const { language, now } = round;
  const why = await round.ask().then(
    () => undefined,
    (error: unknown) => wordsOf(error),
  );
  const answeredMs = why === undefined ? now() : null;
  const heardMs = latest(answeredMs, round.provenMs());
  const { startedMs, silentAfterMs } = round;
  let state = judge(before, { heardMs, startedMs, silentAfterMs, nowMs: now() });
  const word = wordOf(state, why ?? "", { language, nowMs: now() });
  if (state.standing !== before.standing) round.note(word.text);
  round.keep(state);
  for (const name of owing(
    state,
    round.ways.map((way) => way.name),
  )) {
    const fault = await round.ways
      .find((way) => way.name === name)
      ?.tell(word)
      .then(
        () => undefined,
        (error: unknown) => wordsOf(error),
      );
    if (fault === undefined) {
      state = toldBy(state, name);
      round.keep(state);
    } else round.note(say(language, "watch.untold", { way: name, why: fault }));
  }
  return state;
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function wordOf(
  { standing, silentSinceMs, url }: WatchState,
  why: string,
  { language, nowMs }: { language: Language; nowMs: number },
): Word {
  const sinceMs = silentSinceMs ?? nowMs;
  const values = {
    ...{ url, why, since: moment(sinceMs, language, true) },
    duration: duration(Math.max(0, nowMs - sinceMs) / 1000, language),
  };
  return {
    ...{ id: `${standing}-${sinceMs}`, url, event: standing, atMs: nowMs, sinceMs },
    subject: say(language, `watch.${standing}.subject`, values),
    text: say(language, `watch.${standing}.text`, values),
  };
}
