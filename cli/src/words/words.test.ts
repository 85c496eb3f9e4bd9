import { languages } from "@haidang/contract/text.ts";
import { describe, expect, test } from "vitest";
import { helpWords } from "./help.ts";
import { say, words } from "./words.ts";

const places = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted();

describe.each([
  ["words", words],
  ["help", helpWords],
])("%s", (_name, catalogue) => {
  test("both languages have the same keys, none empty", () => {
    expect(Object.keys(catalogue.vi).toSorted()).toEqual(Object.keys(catalogue.en).toSorted());
    for (const language of languages) {
      for (const [key, sentence] of Object.entries(catalogue[language])) {
        expect(sentence.trim(), key).not.toBe("");
        expect(sentence, key).toBe(sentence.normalize("NFC"));
      }
    }
  });

  test("both languages fill the same places", () => {
    const vi: Record<string, string> = catalogue.vi;
    for (const [key, sentence] of Object.entries(catalogue.en)) {
      expect(places(vi[key] ?? ""), key).toEqual(places(sentence));
    }
  });
});

test("a sentence is filled", () => {
  expect(say("vi", "usage.flag", { list: "--srot" })).toBe("không có cờ: --srot");
});
