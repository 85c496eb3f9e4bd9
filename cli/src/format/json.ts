/** What JSON may carry as it is, but a terminal would obey: C1 controls, bidirectional overrides, line separators. */
export const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/g;

/** `\u202e` for such a character: the same text to every parser. */
export function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Data for a program, harmless when a person looks at it. */
export function renderJson(data: unknown): string {
  return `${JSON.stringify(data, null, 2).replace(obeyed, escaped)}\n`;
}

/** The same on one line, for programs that read updates as they come. */
export function renderJsonLine(data: unknown): string {
  return `${JSON.stringify(data).replace(obeyed, escaped)}\n`;
}
