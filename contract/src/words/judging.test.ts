import { expect, test } from "vitest";
import { alertKinds, muteKinds, severities, subjectKinds } from "../alert.ts";
import { incidentStates } from "../incident.ts";
import { objectKinds } from "../object.ts";
import { languages } from "../text.ts";
import { causes, responsibilities } from "../verdict.ts";
import { judging, systemParts } from "./judging.ts";

test.each(languages)("everything judged has a word in %s", (language) => {
  const needed = [
    ...subjectKinds.filter((kind) => !objectKinds.some((one) => one === kind)).map((kind) => `kind.${kind}`),
    ...severities.map((name) => `severity.${name}`),
    ...alertKinds.map((name) => `alert.${name}`),
    ...incidentStates.map((name) => `incident.${name}`),
    ...muteKinds.map((name) => `mute.${name}`),
    ...causes.map((name) => `cause.${name}`),
    ...systemParts.map((name) => `system.${name}`),
    ...responsibilities.map((name) => `responsibility.${name}`),
  ];
  expect(Object.keys(judging[language]).sort()).toEqual(needed.sort());
  for (const word of Object.values(judging[language])) expect(word).toBe(word.trim().normalize("NFC"));
});
