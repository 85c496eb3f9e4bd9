import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readIdentity } from "../config/identity.ts";
import { type ScriptedCentre, startScriptedCentre } from "../ship/scripted-centre.ts";
import { enrolMachine } from "./enrol-machine.ts";
import type { Scene } from "./scene.ts";

const goodCode = "a-code-of-sixteen-or-more";
let folder: string;
let centre: ScriptedCentre;
let used: string[];
let printed: string[];
let scene: Scene;

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "haidang-enrol-")), "data");
  used = [];
  printed = [];
  scene = {
    env: { HAIDANG_AGENT_DATA: folder },
    cwd: "/",
    version: "0.1.0",
    language: "en",
    print: (line) => void printed.push(line),
  };
  centre = await startScriptedCentre();
  centre.onRequest = (request, response, body) => {
    const json = (status: number, value: unknown): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (request.url === "/api/v1/agent/enrol") {
      const { code } = JSON.parse(body);
      used.push(code);
      if (code !== goodCode)
        return json(401, { error: { code: "invite_invalid", message: "never existed" } });
      return json(200, { data: { agent: `co-to-${used.length}`, token: `token-${used.length}` }, meta: {} });
    }
    const isKnown = request.headers.authorization === `Bearer token-${used.length}`;
    json(isKnown ? 200 : 401, isKnown ? { data: { version: "v", checks: [] }, meta: {} } : {});
  };
});
afterEach(async () => {
  await centre.close();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

const identity = () => readIdentity(join(folder, "identity.json"));

it("keeps who the machine is now, readable by its owner only", async () => {
  await enrolMachine([centre.url, goodCode], scene);
  expect(identity()).toEqual({ agent: "co-to-1", token: "token-1", url: centre.url });
  expect(statSync(join(folder, "identity.json")).mode & 0o777).toBe(0o600);
  expect(printed).toEqual([`This machine is now agent co-to-1 of ${centre.url}.`]);
});

it("uses no code on a machine the centre knows already", async () => {
  await enrolMachine([centre.url, goodCode], scene);
  await enrolMachine([centre.url, "another-code-not-used"], scene);
  expect(used).toEqual([goodCode]);
  expect(printed[1]).toMatch(/is agent co-to-1 of .* already/);
});

it.each([
  ["damaged", "{"],
  ["of another centre", JSON.stringify({ agent: "old", token: "t", url: "http://127.0.0.1:1" })],
  ["no longer accepted", ""],
])("takes the place of an identity that is %s", async (what, text) => {
  await enrolMachine([centre.url, goodCode], scene);
  const stale = JSON.stringify({ agent: "old", token: "revoked", url: centre.url });
  writeFileSync(join(folder, "identity.json"), what === "no longer accepted" ? stale : text);
  await enrolMachine([centre.url, goodCode], scene);
  expect(identity()?.agent).toBe("co-to-2");
});

it("says that a code is refused, and changes nothing", async () => {
  await expect(enrolMachine([centre.url, "a-code-nobody-made"], scene)).rejects.toMatchObject({
    code: "invite_invalid",
    message: expect.stringContaining("never existed"),
  });
  expect(identity()).toBeUndefined();
});

it("gives up on a centre that does not answer, and says why", async () => {
  await expect(enrolMachine(["http://127.0.0.1:1", goodCode], scene, 300)).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 has not answered for 0\.3 s: .*ECONNREFUSED/),
  });
});

it.each([
  [[]],
  [["http://127.0.0.1:1"]],
  [["http://127.0.0.1:1", goodCode, "more"]],
  [["http://10.0.0.1:8700", goodCode]],
  [["http://127.0.0.1:1", goodCode, `sha256:${"x".repeat(43)}`, "more"]],
  [["ftp://x", goodCode]],
])("wants an address and a code: %j", async (parameters) => {
  await expect(enrolMachine(parameters, scene)).rejects.toMatchObject({ code: "usage" });
});
