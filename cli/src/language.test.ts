import { expect, test } from "vitest";
import { chooseLanguage, wantsJson } from "./language.ts";

test.each([
  [["status", "--lang", "vi"], { HAIDANG_LANG: "en" }, "vi"],
  [["status", "--lang=en"], { LANG: "vi_VN.UTF-8" }, "en"],
  [["status"], { HAIDANG_LANG: "vi" }, "vi"],
  [["status"], { LANG: "vi_VN.UTF-8" }, "vi"],
  [["status"], { LC_ALL: "vi_VN", LANG: "en_US" }, "vi"],
  [["status"], { LC_ALL: "C", LANG: "vi_VN" }, "en"],
  [["status"], { LC_MESSAGES: "vi", LANG: "en_US.UTF-8" }, "vi"],
  [["status"], { LANG: "vile_XX" }, "en"],
  [["status", "--lang", "fr"], {}, "en"],
  [["probe", "icmp", "--", "--lang", "vi"], {}, "en"],
  [[], {}, "en"],
])("%j with %j speaks %s", (argv, environment, spoken) => {
  expect(chooseLanguage(argv, environment)).toBe(spoken);
});

test.each([
  [["status", "--json"], true],
  [["status", "-o", "json"], true],
  [["status", "-ojson"], true],
  [["status", "-o=json"], true],
  [["status", "--output=json"], true],
  [["status", "-o", "yaml"], false],
  [["show", "--", "--json"], false],
  [[], false],
])("%j wants JSON: %s", (argv, wanted) => {
  expect(wantsJson(argv)).toBe(wanted);
});
