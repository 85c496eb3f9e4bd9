import { expect, test } from "vitest";
import { languages } from "../text.ts";
import { evidenceKinds } from "../verdict.ts";
import { verdictWords } from "./verdict.ts";

const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test.each(languages)("every kind of evidence has a sentence in %s", (language) => {
  expect(Object.keys(verdictWords[language]).sort()).toEqual(
    evidenceKinds.map((kind) => `evidence.${kind}`).sort(),
  );
});

test.each(evidenceKinds)("%s says the same in both languages", (kind) => {
  const [vi, en] = languages.map((language) => verdictWords[language][`evidence.${kind}`]);
  expect(places(vi ?? "")).toEqual(places(en ?? ""));
  expect(vi).toBe(vi?.normalize("NFC"));
});
