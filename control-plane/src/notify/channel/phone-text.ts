import { deviceText } from "@haidang/contract/text.ts";

/** Length of one short message in the GSM 7-bit alphabet (3GPP TS 23.038). */
export const shortMessageLength = 160;

/** ASCII that is in the basic alphabet; those in the extension table take two places. */
const basic = /[A-Za-z0-9 !"#$%&'()*+,./:;<=>?@_-]/;
const extended = /[[\]{}~^|\\]/;

/**
 * One line for a phone: without accents, only what the GSM 7-bit alphabet has in common with ASCII, cut so that it
 * fits one message.
 */
export function phoneText(text: string, mostPlaces = shortMessageLength): string {
  let left = mostPlaces;
  let fitting = "";
  for (const character of sayable(deviceText(text, 1000))) {
    const places = basic.test(character) ? 1 : 2;
    if (places > left) break;
    fitting += character;
    left -= places;
  }
  return fitting.trim();
}

/** Only characters a phone has; spaces are put together after the others are gone, which may have stood between them. */
function sayable(text: string): string {
  return [...unaccented(text)]
    .filter((character) => basic.test(character) || extended.test(character))
    .join("")
    .replace(/ +/g, " ");
}

/** đ does not decompose under NFD, so it is replaced by hand. */
function unaccented(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/[\u2018\u2019`]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\u2026/g, "...")
    .replace(/\s/g, " ");
}
