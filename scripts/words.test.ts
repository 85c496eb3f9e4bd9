import type { Catalogue } from "@haidang/contract/words/words.ts";
import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript, because Node 20 runs it
import { languageOf as languageOfSetup, words as setupWords } from "./setup/words.mjs";
import { languageOf, words } from "./words.ts";

test.each<[string, Catalogue<string>]>([
  ["start", words],
  ["setup", setupWords],
])("both languages of %s have the same sentences with the same places", (_, { en, vi }) => {
  const places = (sentence = "") => [...sentence.matchAll(/\{\w+\}/g)].map(String).toSorted();
  expect(Object.keys(vi)).toEqual(Object.keys(en));
  for (const key of Object.keys(en)) expect(places(vi[key]), key).toEqual(places(en[key]));
});

test.each([
  [{ HAIDANG_LANG: "vi", LANG: "en_US.UTF-8" }, "vi"],
  [{ HAIDANG_LANG: "", LANG: "vi_VN.UTF-8" }, "vi"],
  [{ LC_ALL: "C", LANG: "vi_VN.UTF-8" }, "en"],
  [{}, "en"],
])("%o speaks %s, in setup as in start", (env, language) => {
  expect(languageOf(env)).toBe(language);
  expect(languageOfSetup(env)).toBe(language);
});
