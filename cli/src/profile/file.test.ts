import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPlace } from "../client/place.ts";
import { profileInUse, profilesPath, readProfiles, writeProfiles } from "./file.ts";
import { mustBeKnown } from "./known.ts";

const qn = { url: "https://noc.quangninh.example.vn", token: "t".repeat(20), ca: "sha256:abc" };
const hp = { url: "https://noc.haiphong.example.vn/", token: "u".repeat(20) };
let folder = "";
let environment: Record<string, string> = {};
const find = (flags: Parameters<typeof findPlace>[0], more: Record<string, string> = {}) =>
  findPlace(flags, {
    environment: { ...environment, ...more },
    workFolder: folder,
    checkout: folder,
    language: "en",
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-profile-"));
  environment = { XDG_CONFIG_HOME: folder };
  writeProfiles(profilesPath(environment), { current: "qn", profiles: { qn, hp } });
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the file is its owner's only and holds what was kept", () => {
  expect(statSync(profilesPath(environment)).mode & 0o777).toBe(0o600);
  expect(readProfiles(profilesPath(environment))).toEqual({ current: "qn", profiles: { qn, hp } });
});

test("what is named goes before the surroundings, and these before what was chosen some day", () => {
  expect(find({})).toEqual({ url: qn.url, key: qn.token, keyFrom: "profile qn", ca: qn.ca });
  expect(find({ profile: "hp" }, { HAIDANG_URL: "http://127.0.0.1:1" })).toMatchObject({ key: hp.token });
  expect(find({}, { HAIDANG_PROFILE: "hp" })).toMatchObject({ url: "https://noc.haiphong.example.vn" });
  expect(find({}, { HAIDANG_URL: "http://127.0.0.1:1" })).toEqual({ url: "http://127.0.0.1:1" });
  // a token never goes to an address it was not kept for
  expect(find({ url: "http://127.0.0.1:2" })).toEqual({ url: "http://127.0.0.1:2" });
});

test("a name nobody has is refused with the nearest, a file of another form is not taken for none", () => {
  expect(() => find({ profile: "constructor" })).toThrow('there is no profile "constructor"');
  expect(() => mustBeKnown("qm", { profiles: { qn } }, "en")).toThrow(
    expect.objectContaining({ hint: "did you mean qn?" }),
  );
  const other = join(folder, "other.json");
  writeFileSync(other, '{"profiles":{"qn":{"url":1}}}');
  expect(readProfiles(other)).toBeUndefined();
  expect(readProfiles(join(folder, "absent.json"))).toEqual({ profiles: {} });
  expect(profileInUse({ XDG_CONFIG_HOME: join(folder, "nowhere") })).toBeUndefined();
});
