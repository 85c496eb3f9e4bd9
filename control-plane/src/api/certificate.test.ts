import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { scriptedVault } from "../../scripted/vault.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openOwnCertificate } from "../tls/own-certificate.ts";

const nowMs = Date.now();
let scripted: ScriptedApp;
let agent: { authorization: string };

async function open(withTls: boolean): Promise<ScriptedApp> {
  const folder = mkdtempSync(join(tmpdir(), "haidang-certificate-"));
  const file = (name: string) => join(folder, name);
  return openScriptedApp({
    series: openEmbeddedSeriesStore(":memory:"),
    records: openEmbeddedRecordStore(":memory:"),
    certificate: withTls
      ? openOwnCertificate({ file, vault: scriptedVault(), hosts: ["10.0.0.1"], nowMs })
      : undefined,
    nowMs,
  });
}
beforeEach(async () => {
  scripted = await open(true);
  scripted.app.begin("http://127.0.0.1:1", "https://10.0.0.1:8700");
  const { code } = scripted.app.fleet.invite({ hub: true, expiresS: 60 }, nowMs);
  const { token } = scripted.app.fleet.enrol({ code, hostName: "hub", version: "1" }, nowMs);
  agent = { authorization: `Bearer ${token}` };
});
afterEach(() => scripted.app.stop());

const rotate = (payload: object) =>
  scripted.call({ method: "POST", url: "/api/v1/certificate/rotate", payload, headers: asAdmin });
async function config(have = ""): Promise<{ version: string; pins: string[] }> {
  const answer = await scripted.call({
    method: "GET",
    url: `/api/v1/agent/config?have=${have}&waitS=0`,
    headers: agent,
  });
  return (answer.body as { data: { version: string; pins: string[] } }).data;
}

it("an invitation says where and by which key the control plane is known", async () => {
  const { body } = await scripted.call({
    method: "POST",
    url: "/api/v1/agents/invites",
    payload: {},
    headers: asAdmin,
  });
  expect(body).toMatchObject({
    data: { url: "https://10.0.0.1:8700", pin: scripted.app.certificate?.pins()[0] },
  });
});

it("another key is used only once every agent has said that it knows it", async () => {
  const [old] = (await config()).pins;
  expect((await rotate({ finish: true })).status).toBe(409);
  expect((await rotate({})).body).toMatchObject({ data: { unaware: ["hub"] } });
  expect((await rotate({})).status).toBe(409);
  expect(await rotate({ finish: true })).toMatchObject({
    status: 409,
    text: expect.stringMatching(/one agent does not know the new key yet: hub/),
  });
  const { version, pins } = await config();
  expect(pins).toEqual([old, expect.not.stringMatching(String(old))]);
  // it has been given the list, but only with the next question it says so
  expect((await rotate({ finish: true })).status).toBe(409);
  await scripted.call({ method: "GET", url: `/api/v1/agent/config?have=${version}&waitS=0`, headers: agent });
  expect((await rotate({ finish: true })).status).toBe(200);
  expect((await config()).pins).toEqual([pins[1]]);
  const actions = scripted.app.records.audit.list(9).map(({ action }) => action);
  expect(actions.slice(0, 2)).toEqual(["certificate.rotate", "certificate.announce"]);
});

it("or at once by force", async () => {
  await rotate({});
  expect((await rotate({ finish: true, force: true })).status).toBe(200);
});

it("without TLS there is no certificate to change", async () => {
  await scripted.app.stop();
  scripted = await open(false);
  expect(await rotate({})).toMatchObject({ status: 409, text: expect.stringContaining("plain HTTP") });
  const shown = await scripted.call({ method: "GET", url: "/api/v1/certificate", headers: asAdmin });
  expect(shown.body).toMatchObject({ data: { tls: false, pins: [] } });
});
