/** Patterns read at most this much of a text, so that their work is bounded. */
export const maxMatchedLength = 255;

const maxSourceLength = 200;
/** Unbounded repetitions: each multiplies the steps of a search that fails by the length of the text. */
const maxRepetitions = 3;

/**
 * Why a pattern of a profile is refused, or undefined. A profile comes from people, the text from devices: a pattern
 * that could search for minutes is not taken. Repeated groups and references back are what makes that possible.
 */
export function patternFault(source: string): string | undefined {
  if (source.length > maxSourceLength) return `a pattern has at most ${maxSourceLength} characters`;
  const bare = source.replace(/\\[^1-9k]/g, "x").replace(/\[(?:\\.|[^\]\\])*\]/g, "x");
  if (/\\[1-9k]|\(\?<?[=!]/.test(bare)) return "a pattern cannot look around or refer back to a group";
  if (/\)(?:[*+]|\{)/.test(bare)) return "a pattern cannot repeat a group";
  const repetitions = bare.match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0;
  if (repetitions > maxRepetitions) return `a pattern repeats at most ${maxRepetitions} times`;
  try {
    new RegExp(source, "u");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The groups of the first match, the whole match first; undefined without one. */
export function matchPattern(source: string, text: string): readonly string[] | undefined {
  const match = new RegExp(source, "u").exec(text.slice(0, maxMatchedLength));
  return match === null ? undefined : match.map((group) => group ?? "");
}
