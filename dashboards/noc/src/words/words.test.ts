// @vitest-environment happy-dom
import { HaidangError } from "@haidang/contract/error.ts";
import { expect, test } from "vitest";
import { chooseLanguage } from "../setting.ts";
import { meetingWords } from "./conference.ts";
import { dataCentreWords } from "./data-centre.ts";
import { en } from "./en.ts";
import { incidentWords } from "./incident.ts";
import { vi } from "./vi.ts";
import { wallWords } from "./wall.ts";
import { errorText, wordOr } from "./words.ts";

const places = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test("both languages have the same places in every sentence, none empty, in NFC", () => {
  for (const pair of [{ vi, en }, incidentWords, meetingWords, wallWords, dataCentreWords]) {
    const inEnglish: Readonly<Record<string, string>> = pair.en;
    for (const [key, word] of Object.entries(pair.vi)) {
      expect(places(word), key).toEqual(places(inEnglish[key] ?? ""));
      expect(word.length, key).toBeGreaterThan(0);
      expect(word.normalize("NFC"), key).toBe(word);
    }
    expect(Object.keys(pair.vi).sort()).toEqual(Object.keys(pair.en).sort());
  }
});

test("an error is told in the reader's language where there is a sentence, else as it came", () => {
  chooseLanguage("vi");
  expect(errorText(new HaidangError("store_unavailable", "the store"))).toBe("kho dữ liệu không trả lời");
  expect(errorText(new HaidangError("conflict", "busy {message}"))).toBe("busy {message}");
});

test("a word nobody foresaw is shown as it came, inherited names included", () => {
  expect(wordOr("ifStatus.flapping", "flapping")).toBe("flapping");
  expect(wordOr("toString", "toString")).toBe("toString");
});
