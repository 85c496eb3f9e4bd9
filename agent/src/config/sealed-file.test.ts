import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { makeFolder } from "./folder.ts";
import { keepIdentity, readIdentity } from "./identity.ts";
import { openAgentVault, readSealed, writeSealed } from "./sealed-file.ts";

let folder: string;
let path: string;
const identity = { agent: "co-to", token: "b1-m4t", url: "http://127.0.0.1:8700" };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-agent-"));
  path = join(folder, "identity.json");
});

it("keeps an identity sealed, shows who it is, and reads only what is sealed", () => {
  keepIdentity(path, identity);
  const text = readFileSync(path, "utf8");
  expect(text).not.toContain("b1-m4t");
  expect(JSON.parse(text)).toMatchObject({ agent: "co-to", url: identity.url });
  writeFileSync(path, text.replace("co-to", "another"));
  expect(readIdentity(path)).toEqual(identity);
  for (const file of [path, join(folder, "agent.key")]) expect(statSync(file).mode & 0o777).toBe(0o600);
});

it("seals what an earlier version wrote plainly", () => {
  writeFileSync(path, JSON.stringify(identity));
  expect(readIdentity(path)).toEqual(identity);
  expect(readFileSync(path, "utf8")).not.toContain("b1-m4t");
  expect(readIdentity(path)).toEqual(identity);
});

it("does not know a file that another key sealed, and says what to do", () => {
  keepIdentity(path, identity);
  rmSync(join(folder, "agent.key"));
  expect(readSealed(path, openAgentVault(folder))).toBe("damaged");
  expect(() => readIdentity(path)).toThrow(/identity.json is damaged/);
});

it.each([
  ["agent.key", 0o640],
  [".", 0o755],
])("refuses %s when others could have read it", (name, mode) => {
  writeSealed(path, identity, openAgentVault(folder));
  chmodSync(join(folder, name), mode);
  expect(() => openAgentVault(folder)).toThrow(/can be read by other users of this machine/);
});

it("leaves a folder of its own that others may enter to be refused, not mended in silence", () => {
  openAgentVault(folder);
  chmodSync(folder, 0o755);
  makeFolder(folder);
  expect(() => openAgentVault(folder)).toThrow(/mode 755/);
});
