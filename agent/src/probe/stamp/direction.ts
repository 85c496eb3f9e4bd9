/** A packet that came back: its number, and the number the reflector gave it. */
export interface Counted {
  sequence: number;
  reflected: number;
}

/** Where packets were lost. `unknown` ones lie where no later reply tells yet, or the reflector began to count anew. */
export interface SplitLoss {
  forward: number;
  back: number;
  unknown: number;
}

export interface SplitInput {
  /** One for each packet that came back, in any order; the last one before the range too, if there is one. */
  replies: readonly Counted[];
  /** Numbers the reflector gave to packets that reached it twice: they fill gaps without being losses. */
  extraReflected: readonly number[];
  /** Packets that were sent and have not come back, in rising order; those next to the range too. */
  lost: readonly number[];
  /** Whether the session's first packet is among them: it is counted from 0 (RFC 8762 4.3.1). */
  isFromStart: boolean;
  /** Only losses of the half-open range are counted. */
  range: { from: number; to: number };
}

/**
 * Splits losses by what a stateful reflector counted. Between two packets that came back, each missing number of the
 * reflector is a packet that arrived there and was lost on the way back; every other loss was on the way there.
 * Both sequences are put in order first, so that packets overtaking one another do not look like losses.
 */
export function splitLoss(input: SplitInput): SplitLoss {
  const { replies, extraReflected, lost, isFromStart, range } = input;
  // a reply in thought before the first: counting begins at 0, or nobody knows where
  const sent = [-1, ...replies.map(({ sequence }) => sequence).sort((a, b) => a - b)];
  const counted = [isFromStart ? -1 : Number.NaN, ...withoutExtras(replies, extraReflected)];
  const split: SplitLoss = { forward: 0, back: 0, unknown: 0 };
  const count = (sequence: number | undefined, where: keyof SplitLoss): void => {
    if (sequence !== undefined && sequence >= range.from && sequence < range.to) split[where] += 1;
  };
  const isBroken = beganAnew(replies);
  let at = 0;
  for (let gap = 0; gap + 1 < sent.length; gap += 1) {
    const start = at;
    while (at < lost.length && (lost[at] ?? 0) < (sent[gap + 1] ?? 0)) at += 1;
    const missing = at - start;
    const back = (counted[gap + 1] ?? 0) - (counted[gap] ?? 0) - 1;
    const tells = !isBroken && back >= 0 && back <= missing;
    // which of several in a gap was lost where is not known, only how many: the later ones are taken for the way back
    for (let place = 0; place < missing; place += 1) {
      count(lost[start + place], tells ? (place < missing - back ? "forward" : "back") : "unknown");
    }
  }
  for (const sequence of lost.slice(at)) count(sequence, "unknown");
  return split;
}

/** Numbers given twice, or falling further than packets overtake one another: the reflector lost its count in between. */
function beganAnew(replies: readonly Counted[]): boolean {
  if (new Set(replies.map(({ reflected }) => reflected)).size < replies.length) return true;
  const ordered = replies.toSorted((a, b) => a.sequence - b.sequence);
  return ordered.some(({ reflected }, at) => {
    const next = ordered[at + 1];
    return next !== undefined && 2 * (reflected - next.reflected) > ordered.length;
  });
}

function withoutExtras(replies: readonly Counted[], extraReflected: readonly number[]): number[] {
  const extras = extraReflected.toSorted((a, b) => a - b);
  let below = 0;
  return replies
    .map(({ reflected }) => reflected)
    .sort((a, b) => a - b)
    .map((reflected) => {
      while (below < extras.length && (extras[below] ?? 0) < reflected) below += 1;
      return reflected - below;
    });
}
