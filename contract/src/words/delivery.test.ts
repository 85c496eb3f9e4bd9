import { expect, test } from "vitest";
import { deliveryReasons } from "../channel.ts";
import { languages } from "../text.ts";
import { delivery } from "./delivery.ts";

test.each(languages)("every reason has a word of its own in %s", (language) => {
  expect(Object.keys(delivery[language]).sort()).toEqual(
    deliveryReasons.map((name) => `delivery.${name}`).sort(),
  );
  const words = Object.values(delivery[language]);
  for (const word of words) expect(word).toBe(word.trim().normalize("NFC"));
  expect(new Set(words).size).toBe(words.length);
});
