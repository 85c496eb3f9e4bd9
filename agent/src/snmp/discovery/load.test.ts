import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { chooseProfile } from "./choose.ts";
import { loadProfiles, type Profiles, readFolder } from "./load.ts";
import { ownProfiles } from "./own-profiles.ts";

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-profiles-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const load = async (text: string) => loadProfiles([await folderOf({ "a.yaml": text })]);

describe("the profiles that come along", () => {
  test("are the same whether read from their folder or taken as read, as the packaged agent does", async () => {
    if (typeof ownProfiles !== "string") throw new Error("the sources read profiles from a folder");
    const asRead = (await readFolder(ownProfiles)).map(({ source }) => source);
    const packed: typeof asRead = JSON.parse(JSON.stringify(asRead));
    const taken = await loadProfiles([packed]);
    const text = (profiles: Profiles) => JSON.stringify([...profiles]);
    expect(text(taken)).toBe(text(await loadProfiles([ownProfiles])));
  });

  test("are all sound, and each is reachable by a device or by another profile", async () => {
    const profiles = await loadProfiles([ownProfiles]);
    expect(profiles.size).toBeGreaterThan(40);
    for (const profile of profiles.values()) {
      for (const { sysObjectID } of profile.match) {
        if (sysObjectID !== undefined) expect(sysObjectID.startsWith("1.3.6.1.")).toBe(true);
      }
      if (profile.match.length > 0) expect(profile.identity.vendor, profile.name).toBeDefined();
    }
  });

  test.each([
    ["1.3.6.1.4.1.9.1.1208", "Cisco IOS Software, C2960X", "cisco-ios"],
    ["1.3.6.1.4.1.9.12.3.1.3.1163", "Cisco NX-OS(tm)", "cisco-nxos"],
    ["1.3.6.1.4.1.9.6.1.1005.24.5", "CBS250", "cisco-small-business"],
    ["1.3.6.1.4.1.2011.2.23.291", "VRP (R) software,Version 5.170", "huawei-vrp"],
    ["1.3.6.1.4.1.2011.2.360.1.9", "VRP (R) software, Version 8.200", "huawei-vrp8"],
    ["1.3.6.1.4.1.25506.1.1", "H3C Comware", "h3c-comware"],
    ["1.3.6.1.4.1.8072.3.2.10", "Linux box 6.1", "linux"],
    ["1.3.6.1.4.1.8072.3.2.10", "UAP-nanoHD 5.43", "ubiquiti-unifi"],
    ["1.3.6.1.4.1.318.1.3.27", "APC", "apc"],
    ["1.3.6.1.4.1.318.1.3.4.6", "APC", "apc-rpdu2"],
    ["1.3.6.1.4.1.534.10.1", "Eaton ATS", "eaton-ats"],
    ["1.3.6.1.4.1.534.1", "Eaton 9PX", "eaton-xups"],
    ["1.3.6.1.4.1.476.1.42", "Liebert", "vertiv"],
    ["1.3.6.1.4.1.99999", "whatever", "generic"],
    [undefined, undefined, "generic"],
  ])("%s (%s) is read by %s", async (sysObjectID, sysDescr, name) => {
    const profiles = await loadProfiles([ownProfiles]);
    expect(chooseProfile(profiles, { sysObjectID, sysDescr, sysName: undefined })?.name).toBe(name);
  });
});

describe("a profile of one's own", () => {
  test("takes the place of one with its name, and uses those that come along", async () => {
    const folder = await folderOf({
      "mine.yaml":
        "name: linux\nmatch: [{ sysObjectID: 1.3.6.1.4.1.8072 }]\nuses: [ups-mib]\nscalars:\n  sensors: [{ at: 1.3.6.1.4.1.1.2.0, kind: count, name: mine }]\n",
      "notes.txt": "not read",
    });
    const linux = (await loadProfiles([ownProfiles, folder])).get("linux");
    expect(linux?.blocks[0]?.sensors).toMatchObject([{ at: "1.3.6.1.4.1.1.2.0", name: "mine" }]);
    expect(linux?.blocks.length).toBeGreaterThan(1);
  });

  test("may be JSON", async () => {
    const folder = await folderOf({ "a.json": '{"name": "a", "identity": {"vendor": "A"}}' });
    expect((await loadProfiles([folder])).get("a")?.identity).toEqual({ vendor: [{ text: "A" }] });
  });

  test("gives its columns by number, made whole here", async () => {
    const profile = (
      await load(
        "name: a\nstates: { s: { 1: up } }\ntables: [{ oid: 1.3.6.1.4.1.5.1, label: [2], sensors: [{ at: 3, kind: state, states: s, where: { 4: [1] } }] }]",
      )
    ).get("a");
    expect(profile?.blocks).toMatchObject([
      {
        shape: "table",
        label: [{ at: "1.3.6.1.4.1.5.1.2" }],
        sensors: [{ at: "1.3.6.1.4.1.5.1.3", states: { 1: "up" }, where: { "1.3.6.1.4.1.5.1.4": ["1"] } }],
      },
    ]);
  });

  test.each([
    ["an unknown key", "name: a\nfoo: 1", "foo"],
    ["an unknown kind", "name: a\nscalars: { sensors: [{ at: 1.3.6.1.4.0, kind: heat }] }", "kind"],
    ["an OID that is none", "name: a\nscalars: { sensors: [{ at: ifDescr, kind: count }] }", "at"],
    ["a pattern that could take for ever", 'name: a\nmatch: [{ sysDescr: "(a+)+$" }]', "repeat a group"],
    ["a match that matches nothing", "name: a\nmatch: [{}]", "sysObjectID"],
    [
      "words that are not there",
      "name: a\nscalars: { sensors: [{ at: 1.3.6.1.4.0, kind: state, states: x }] }",
      '"x"',
    ],
    ["a profile that is not there", "name: a\nuses: [b]", '"b"'],
    ["itself", "name: a\nuses: [a]", "circle"],
    ["broken YAML", "name: [", "a.yaml"],
    ["aliases", "name: &x a\nuses: [*x]", "a.yaml"],
  ])("%s is refused with its file", async (_title, text, why) => {
    const fault = await load(text).catch((error: Error) => error);
    expect(fault).toMatchObject({ code: "usage", message: expect.stringContaining("a.yaml") });
    expect(fault).toMatchObject({ message: expect.stringContaining(why) });
  });

  test("a folder that is not there is said", async () => {
    await expect(loadProfiles(["/nowhere/at/all"])).rejects.toMatchObject({ code: "usage" });
  });
});
