import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addPage } from "./page.ts";

const script = "console.log('đèn biển');\n".repeat(200);
const folder = mkdtempSync(join(tmpdir(), "haidang-page-"));
let server: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Hải Đăng</title>");
  for (const [end, bytes] of [
    ["", Buffer.from(script)],
    [".br", brotliCompressSync(script)],
    [".gz", gzipSync(script)],
  ] as const)
    writeFileSync(join(folder, `assets/index-abcdef12.js${end}`), bytes);
  server = Fastify();
  await addPage(server, folder);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = (url: string, encoding: string) =>
  server.inject({ method: "GET", url, headers: { "accept-encoding": encoding } });

it.each([
  ["gzip, deflate, br", "br", brotliDecompressSync],
  ["gzip", "gzip", gunzipSync],
  ["identity", undefined, (bytes: Buffer) => bytes],
])("sends what the build compressed, as asked for: %s", async (accepted, encoding, open) => {
  const answer = await ask("/assets/index-abcdef12.js", accepted);
  expect(answer.headers).toMatchObject({
    "content-type": "application/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    vary: "accept-encoding",
  });
  expect(answer.headers["content-encoding"]).toBe(encoding);
  expect(open(answer.rawPayload).toString()).toBe(script);
});

it.each(["/", "/link/co-to-1", "/works"])(
  "answers %s with the page, which is asked for anew each time",
  async (url) => {
    const answer = await ask(url, "br");
    expect([answer.statusCode, answer.headers["cache-control"]]).toEqual([200, "no-cache"]);
    expect(answer.body).toContain("Hải Đăng");
  },
);

it("has no page for what looks like a file and is none, nor below /api", async () => {
  for (const url of ["/assets/none-12345678.js", "/api/v1/none"])
    expect((await ask(url, "br")).statusCode, url).not.toBe(200);
});
