import { deviceText } from "@haidang/contract/text.ts";

const utf8 = new TextDecoder();
const maxTitleLength = 80;

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** What a page calls itself, safe and short; undefined when it does not. */
export function titleOf(body: Buffer): string | undefined {
  const written = /<title(?:\s[^>]{0,200})?>([^<]{1,1000})</i.exec(utf8.decode(body))?.[1];
  if (written === undefined) return undefined;
  const text = written.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
    (whole, decimal, hex, name) => {
      if (typeof name === "string") return entities[name.toLowerCase()] ?? whole;
      const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
  const title = deviceText(deviceText(text, 1000).replace(/\s+/g, " "), maxTitleLength);
  return title === "" ? undefined : title;
}
