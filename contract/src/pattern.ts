/** Patterns are tried on at most this much of a text, so that their work is bounded. */
export const longestMatched = 255;

/**
 * What a search that fails costs, as bits of steps: a repetition may end at any place of the text (7, since their order is
 * given); what may be absent has two ways, alternatives as many as they are, and each a bit more, since the steps of
 * these do not become fewer with shorter texts.
 */
const bits = { repetition: 7, choice: 1, most: 25 } as const;

/**
 * Why a regular expression of somebody's is refused, or undefined. RE2 takes time in proportion to the text whatever the
 * pattern; ours does not, so that what could make it search for minutes is not taken: repeated groups, looking around,
 * referring back, and more ways to try it than are tried in a moment.
 */
export function patternFault(
  source: string,
  { longest, flags }: { longest: number; flags: string },
): string | undefined {
  if (source.length > longest) return `a pattern has at most ${longest} characters`;
  const bare = source.replace(/\\[^1-9k]/g, "x").replace(/\[(?:\\.|[^\]\\])*\]/g, "x");
  if (/\\[1-9k]|\(\?<?[=!]/.test(bare)) return "a pattern cannot look around or refer back to a group";
  if (/\)(?:[*+]|\{)/.test(bare)) return "a pattern cannot repeat a group";
  if (workOf(bare) > bits.most) {
    return "a pattern has fewer choices: at most three * or + in a row of things to match, and a few ? and | beside them";
  }
  try {
    new RegExp(source, flags);
    return undefined;
  } catch {
    return `${JSON.stringify(source.slice(0, 100))} is not a regular expression`;
  }
}

interface Branches {
  count: number;
  /** Of the worst branch so far, and of the one being read. */
  worst: number;
  present: number;
}

/** Of a pattern without escapes and classes: things in a row multiply, of alternatives the worst counts. */
function workOf(bare: string): number {
  const open: Branches[] = [{ count: 1, worst: 0, present: 0 }];
  const choice = (count: number) => (count < 2 ? 0 : Math.log2(count) + bits.choice);
  const sum = ({ count, worst, present }: Branches) => Math.max(worst, present) + choice(count);
  // lazy ones take as long, and what follows an opening bracket is no choice
  const plain = bare.replace(/\(\?(?:<\w*>|[a-z-]*:)?/g, "(").replace(/([*+?}])\?/g, "$1");
  for (const [token] of plain.matchAll(/[()|*+?]|\{\d*,\d*\}/g)) {
    const inner = open.at(-1);
    if (inner === undefined) break;
    if (token === "(") open.push({ count: 1, worst: 0, present: 0 });
    else if (token === "|") {
      inner.count += 1;
      inner.worst = Math.max(inner.worst, inner.present);
      inner.present = 0;
    } else if (token === ")") {
      open.pop();
      const outer = open.at(-1);
      if (outer !== undefined) outer.present += sum(inner);
    } else inner.present += token === "?" ? choice(2) : bits.repetition;
  }
  return open.reduce((whole, one) => whole + sum(one), 0);
}
