import type { Language } from "../text.ts";

/** Vietnamese spreadsheets have the decimal comma, so they separate by `;` and need the byte order mark. */
const dialects: Record<Language, { separator: string; start: string }> = {
  vi: { separator: ";", start: "\ufeff" },
  en: { separator: ",", start: "" },
};

/** RFC 4180 lines. Cells that a spreadsheet would run as a formula are made text by a leading quote. */
export function csvText(lines: readonly (readonly string[])[], language: Language): string {
  const { separator, start } = dialects[language];
  const written = lines.map((cells) => cells.map((text) => cell(text, separator)).join(separator));
  return `${start}${written.join("\r\n")}\r\n`;
}

function cell(text: string, separator: string): string {
  const safe = neutral(text);
  return /["\r\n\t]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A plain negative number stays one: it cannot run anything. */
function neutral(text: string): string {
  if (/^-\d+(?:[.,]\d+)*$/.test(text)) return text;
  return /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
