import { stripVTControlCharacters } from "node:util";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const wide =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const invisible = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
/** ASCII, the Latin of Vietnamese in NFC, and the shapes we print: one column each, so that most text needs no splitting. */
const plain = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff●▲◆○✗–—…·]*$/;

function letterWidth(letter: string): number {
  if (invisible.test(letter)) return 0;
  return wide.test(letter) ? 2 : 1;
}

/** Columns a text takes on a terminal: marks take none, East Asian wide characters two, colours none. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text).normalize("NFC"))) {
    width += letterWidth(segment);
  }
  return width;
}

/** The text cut to at most `width` columns, the cut marked by an ellipsis. Uncoloured text only. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = letterWidth(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return width < 1 ? "" : `${kept.trimEnd()}…`;
}

export function padText(text: string, width: number, align: "left" | "right"): string {
  const padding = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "right" ? padding + text : text + padding;
}
