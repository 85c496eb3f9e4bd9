import { describe, expect, test } from "vitest";
import { settingKinds } from "../naming.ts";
import { objectKinds, unitKinds } from "../object.ts";
import { reasons } from "../reason.ts";
import { sensorKinds } from "../sensor.ts";
import { instantClasses } from "../state.ts";
import { languages } from "../text.ts";
import { fill, words } from "./words.ts";

describe.each(languages)("words in %s", (language) => {
  const catalogue: Readonly<Record<string, string>> = words[language];

  test("every class, kind, reason and kind of sensor has one", () => {
    const needed = [
      ...instantClasses.map((name) => `class.${name}`),
      ...[...objectKinds, ...settingKinds, "template"].map((name) => `kind.${name}`),
      ...unitKinds.map((name) => `unitKind.${name}`),
      ...["primary", "backup"].map((name) => `role.${name}`),
      ...reasons.map((name) => `reason.${name}`),
      ...sensorKinds.map((name) => `sensor.${name}`),
    ];
    expect(Object.keys(catalogue).sort()).toEqual(needed.sort());
  });

  test("each is written, trimmed and in NFC", () => {
    for (const [key, word] of Object.entries(catalogue)) {
      expect(word, key).not.toBe("");
      expect(word, key).toBe(word.trim().normalize("NFC"));
    }
  });

  test("two reasons never read the same", () => {
    const texts = reasons.map((reason) => catalogue[`reason.${reason}`]);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

test("fill puts values in their places and leaves a place without one visible", () => {
  expect(fill("{name} mất kết nối lúc {time}", { name: "Cô Tô $&", time: 5 })).toBe(
    "Cô Tô $& mất kết nối lúc 5",
  );
  const sites = "{sites} {sites|site|sites}";
  expect([0, 1, 11].map((count) => fill(sites, { sites: count }))).toEqual(["0 sites", "1 site", "11 sites"]);
  expect(fill(sites, {})).toBe(sites);
  expect(fill("{name} {toString}", {})).toBe("{name} {toString}");
});
