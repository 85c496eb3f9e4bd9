import { HaidangError } from "@haidang/contract/error.ts";

/** No body of ours is nested deeper, or has an object with more keys. */
const deepest = 64;
const mostKeys = 10_000;
const poison = new Set(["__proto__", "constructor", "prototype"]);

/**
 * A JSON body as a value, refusing with `body_invalid` what readers of JSON disagree on or are brought down by: nesting
 * without end, keys that are there twice, keys that reach for a prototype, halves of surrogate pairs.
 */
export function readJson(text: string): unknown {
  try {
    refuseOddities(text);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof HaidangError) throw error;
    throw invalid(`it is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`);
  }
}

function invalid(what: string): HaidangError {
  return new HaidangError("body_invalid", `the body cannot be read: ${what}`, {
    hint: "/api/v1/openapi.json describes it",
  });
}

/** Walks the brackets and texts; whether it is JSON at all is for `JSON.parse` to say. */
function refuseOddities(text: string): void {
  const open: Array<Set<string> | undefined> = [];
  const next = /["{}[\]]/g;
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const [mark] = match;
    if (mark === '"') {
      const end = endOfText(text, match.index);
      next.lastIndex = end;
      const keys = open.at(-1);
      const isKey = keys !== undefined && isBeforeColon(text, end);
      const token = text.slice(match.index, end);
      if (isKey) addKey(keys, wellFormed(token));
      else if (token.includes("\\")) wellFormed(token);
    } else if (mark === "{" || mark === "[") {
      open.push(mark === "{" ? new Set() : undefined);
      if (open.length > deepest) throw invalid(`it is nested deeper than ${deepest}`);
    } else open.pop();
  }
}

/** Just beyond the closing quote of the text that opens at `from`. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  throw invalid("a text has no closing quote");
}

function isBeforeColon(text: string, from: number): boolean {
  let at = from;
  while (" \t\r\n".includes(text[at] ?? "x")) at += 1;
  return text[at] === ":";
}

function wellFormed(token: string): string {
  const value: unknown = JSON.parse(token);
  if (typeof value === "string" && value.isWellFormed()) return value;
  throw invalid("a text holds half of a surrogate pair");
}

function addKey(keys: Set<string>, key: string): void {
  const shown = JSON.stringify(key.slice(0, 60));
  if (poison.has(key)) throw invalid(`the key ${shown} is not taken`);
  if (keys.has(key)) throw invalid(`the key ${shown} is there twice`);
  if (keys.size === mostKeys) throw invalid(`an object has more than ${mostKeys} keys`);
  keys.add(key);
}
