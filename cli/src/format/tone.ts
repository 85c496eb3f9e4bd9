import type { InstantClass } from "@haidang/contract/state.ts";

/** What a colour means. Colour never says anything that a word or a shape beside it does not. */
export type Tone = "good" | "warn" | "bad" | "odd" | "calm" | "dim" | "strong";

const codes: Record<Tone, readonly [number, number]> = {
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  odd: [35, 39],
  calm: [34, 39],
  dim: [2, 22],
  strong: [1, 22],
};

export function paint(text: string, tone: Tone | undefined, color: boolean): string {
  if (!color || tone === undefined || text === "") return text;
  const [on, off] = codes[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** Shape, colour and place in a worst-first order of each class; the word comes from the catalogue. */
export const classLooks: Record<InstantClass, { glyph: string; block: string; tone: Tone; rank: number }> = {
  down: { glyph: "✗", block: "█", tone: "bad", rank: 0 },
  degraded: { glyph: "▲", block: "▅", tone: "warn", rank: 1 },
  unknown: { glyph: "?", block: "░", tone: "odd", rank: 2 },
  maintenance: { glyph: "◆", block: "▒", tone: "calm", rank: 3 },
  up: { glyph: "●", block: "▁", tone: "good", rank: 4 },
  unmonitored: { glyph: "○", block: "·", tone: "dim", rank: 5 },
  outOfPeriod: { glyph: "–", block: " ", tone: "dim", rank: 6 },
};
