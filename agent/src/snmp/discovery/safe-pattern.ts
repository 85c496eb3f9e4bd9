import { patternFault as faultOf, longestMatched } from "@haidang/contract/pattern.ts";

const maxSourceLength = 200;

/** Why a pattern of a profile is refused, or undefined. A profile comes from people, the text from devices. */
export function patternFault(source: string): string | undefined {
  return faultOf(source, { longest: maxSourceLength, flags: "u" });
}

/** The groups of the first match, the whole match first; undefined without one. */
export function matchPattern(source: string, text: string): readonly string[] | undefined {
  const match = new RegExp(source, "u").exec(text.slice(0, longestMatched));
  return match === null ? undefined : match.map((group) => group ?? "");
}
