import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { adminKey, asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

/** S9: whatever a path is made of, nothing outside of the page is read or written. */

const outside = "bytes from outside of the page";
let scripted: ScriptedApp;
let port: number;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "haidang-paths-"));
  const pageFolder = join(root, "page");
  mkdirSync(join(pageFolder, "assets"), { recursive: true });
  writeFileSync(join(pageFolder, "index.html"), "<title>page</title>");
  writeFileSync(join(pageFolder, "assets", "a.js"), "console.log(0)");
  writeFileSync(join(root, "secret"), outside);
  writeFileSync(join(root, "secret.html"), outside);
  mkdirSync(join(root, "page-secret"));
  writeFileSync(join(root, "page-secret", "index.html"), outside);
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(":memory:"),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: Date.parse("2026-11-23T01:00:00Z"),
    pageFolder,
  });
  await scripted.app.server.listen({ host: "127.0.0.1", port: 0 });
  port = (scripted.app.server.server.address() as AddressInfo).port;
});
afterAll(() => scripted.app.stop());

/** Ways to write "up", "slash" and what is wanted, multiplied. */
function spellings(): string[] {
  const ups = [
    "..",
    "%2e%2e",
    "%2E.",
    ".%2e",
    "%252e%252e",
    "%c0%ae%c0%ae",
    "..;",
    "...",
    "..%00",
    "%u002e%u002e",
    "．．",
  ];
  const slashes = ["/", "%2f", "%5c", "\\", "//", "%252f", "%c0%af", "/./"];
  const wanted = ["secret", "secret.html", "page-secret/index.html", "secret%00.html", "secret/."];
  const climbing = ups.flatMap((up) =>
    slashes.flatMap((slash) => wanted.map((name) => `/${up}${slash}${name}`)),
  );
  const deep = ups.flatMap((up) => slashes.map((slash) => `/assets/${`${up}${slash}`.repeat(6)}etc/passwd`));
  const absolute = [
    `${root}/secret`,
    "etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "c:\\windows\\win.ini",
  ];
  const before = ["/", "//", "/assets/", "/%2f", "/assets%2f", "/.", "/\\"];
  const absolutes = before.flatMap((start) => absolute.map((path) => `${start}${path}`));
  const whole = [`http://x/../secret`, "/assets/../../secret?a=../secret", "/index.html/../../secret", "*"];
  return [...climbing, ...deep, ...absolutes, ...whole];
}

/** As it stands, with nothing made plain on the way. */
async function raw(path: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const said: Buffer[] = [];
  socket.on("data", (piece) => said.push(piece));
  const closed = new Promise((resolve, reject) => socket.once("close", resolve).once("error", reject));
  socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
  await closed;
  return Buffer.concat(said).toString("utf8");
}

it("500 spellings of a way out of the page bring no byte from outside", async () => {
  const paths = [...new Set(spellings())];
  expect(paths.length).toBeGreaterThanOrEqual(500);
  expect(await raw("/assets/a.js")).toContain("console.log");
  for (let at = 0; at < paths.length; at += 25) {
    for (const said of await Promise.all(paths.slice(at, at + 25).map(raw))) {
      expect(said).toMatch(/^HTTP\/1\.1 [234]/);
      expect(said).not.toContain(outside);
      expect(said).not.toMatch(/root:.*:0:0|\[fonts\]/);
    }
  }
});

it("names in the API that look like paths are names of nothing, and write nothing", async () => {
  const before = readdirSync(root).toSorted();
  const names = [
    "../secret",
    "..%2fsecret",
    "%2e%2e%2fsecret",
    `${root}/secret`,
    "secret%00",
    "..\\secret",
    "~/secret",
  ];
  const { body } = await scripted.call({ method: "GET", url: "/api/v1/openapi.json" });
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  for (const [path, methods] of Object.entries(paths).filter(([path]) => path.includes("{"))) {
    for (const method of Object.keys(methods)) {
      for (const name of names) {
        const url = path.replace(/\{\w+\}/g, encodeURIComponent(decodeURIComponent(name)));
        const answer = await scripted.call({
          ...{
            method:
              method === "get" ? "GET" : method === "put" ? "PUT" : method === "delete" ? "DELETE" : "POST",
          },
          ...{ url, headers: { authorization: `Bearer ${adminKey}` } },
          ...(method === "get" || method === "delete" ? {} : { payload: {} }),
        });
        expect([url, method, answer.status < 500]).toEqual([url, method, true]);
        expect(answer.text).not.toContain(outside);
      }
    }
  }
  // a file of the inventory is a name in a fault, never a place on a disk
  for (const path of [...names, `${root}/new.yaml`]) {
    const text = "units: [{ id: u, name: U }]";
    await scripted.call({
      ...{ method: "POST", url: "/api/v1/inventory/apply", headers: asAdmin },
      payload: { files: [{ path, text }] },
    });
  }
  expect(readdirSync(root).toSorted()).toEqual(before);
});
