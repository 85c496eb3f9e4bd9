/** The two languages every user-facing word exists in. */
export const languages = ["vi", "en"] as const;
export type Language = (typeof languages)[number];

/** Text brought to NFC, trimmed: the one form names are stored in, whatever keyboard typed them. */
export function normalizeText(text: string): string {
  return text.normalize("NFC").trim();
}

/**
 * Key under which a Vietnamese name is found with or without diacritics: `searchKey("Cái Chiên") === "cai chien"`.
 * đ does not decompose under NFD, so it is replaced by hand.
 */
export function searchKey(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Text from a device made safe for one line of a terminal, log or page: control characters, line breaks and
 * bidirectional overrides become spaces, and what is longer than `maxLength` is cut with an ellipsis.
 */
export function deviceText(text: string, maxLength = 255): string {
  const oneLine = text
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]+/gu, " ")
    .normalize("NFC")
    .trim();
  if (oneLine.length <= maxLength) return oneLine;
  // the cut may fall inside a pair of surrogates
  return `${oneLine.slice(0, maxLength - 1).replace(/\p{Cs}$/u, "")}…`;
}
