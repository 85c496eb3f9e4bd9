/** What one SMS holds in the GSM 7-bit alphabet (3GPP TS 23.038), septets. */
export const smsSeptets = 160;

/** Two septets each: they stand in the extension table. */
const extension = /[[\]{}\\^~|]/g;
/** ASCII less the backtick, which the alphabet does not have. */
const known = /[\n !"#$%&'()*+,\-./0-9:;<=>?@A-Z[\\\]^_a-z{|}~]/;

/** Text as every handset shows it: no diacritics, đ as d, what is not in the alphabet as a question mark. */
export function gsmText(text: string): string {
  const plain = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .replace(/[–—]/g, "-")
    .replace(/[‘’`]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/…/g, "...")
    .replace(/\s+/g, " ");
  return [...plain].map((letter) => (known.test(letter) ? letter : "?")).join("");
}

export function septets(text: string): number {
  return text.length + (text.match(extension)?.length ?? 0);
}

/** Cut to so many septets. */
export function cutSeptets(text: string, most: number): string {
  if (septets(text) <= most) return text;
  let cut = "";
  let size = 0;
  for (const letter of text) {
    size += septets(letter);
    if (size > most - 2) break;
    cut += letter;
  }
  return `${cut.trimEnd()}..`;
}
