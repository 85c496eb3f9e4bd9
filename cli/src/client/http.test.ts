import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { key, startScriptedServer } from "../../scripted/server.ts";
import { readHealth } from "./health.ts";
import type { Server } from "./http.ts";
import { listLinks, showLink } from "./link.ts";
import { readSeries } from "./query.ts";
import { uptimeScope } from "./scope.ts";

const closing: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function scripted(more: { key?: string } = { key }) {
  const script = await startScriptedServer();
  closing.push(() => script.close());
  const server: Server = { place: { url: script.url, keyFrom: "HAIDANG_TOKEN", ...more }, language: "en" };
  return { script, server };
}

async function answering(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { place: { url: `http://127.0.0.1:${port}`, key }, language: "en" };
}

test("data is parsed, meta passed on whole, key and language sent", async () => {
  const { script, server } = await scripted();
  const answer = await listLinks(server);
  expect(answer.data.map((row) => row.id)).toEqual(["cai-chien-1", "co-to-1", "co-to-2", "dam-ha-1"]);
  expect(answer.meta).toEqual({
    asOf: "2026-11-23T06:05:09.000Z",
    timezone: "Asia/Ho_Chi_Minh",
    revision: 7,
  });
  expect(script.asked[0]?.headers).toMatchObject({ authorization: `Bearer ${key}`, "accept-language": "en" });
});

test("parameters are encoded and absent ones left out", async () => {
  const { script, server } = await scripted();
  await readSeries(server, { measurement: "icmp", from: "1", to: "2", tags: { ifName: "Gi0/1 &" } });
  expect(script.asked[0]?.url.search).toBe("?measurement=icmp&from=1&to=2&tag.ifName=Gi0%2F1+%26");
});

test("names become ids before they are asked for", async () => {
  const { server } = await scripted();
  expect((await showLink(server, "Đầm Hà")).data.id).toBe("dam-ha-1");
  expect(await uptimeScope(server, { kind: "link", under: "dac khu co to", id: "cai" })).toEqual({
    kind: "link",
    under: "ubnd-co-to",
    id: "cai-chien-1",
  });
  expect(await uptimeScope(server, { id: "any" })).toEqual({ id: "any" });
});

test("a wrong key and no key say which key and whence", async () => {
  const wrong = await scripted({ key: "other" });
  await expect(listLinks(wrong.server)).rejects.toMatchObject({
    code: "unauthorized",
    message: `${wrong.script.url} does not accept the key from HAIDANG_TOKEN`,
  });
  const none = await scripted({});
  await expect(listLinks(none.server)).rejects.toMatchObject({ code: "no_credential" });
  const broken = await scripted({ key: "two\nlines" });
  await expect(listLinks(broken.server)).rejects.toMatchObject({
    code: "no_credential",
    message: "what HAIDANG_TOKEN holds is not a key",
  });
});

test("nobody there is unreachable, even before a missing key is", async () => {
  const place = { url: "http://127.0.0.1:9" };
  const failure = {
    code: "unreachable",
    message: "no control plane answers at http://127.0.0.1:9",
    hint: "start it with npm start, or name another with --url",
  };
  await expect(listLinks({ place, language: "en" })).rejects.toMatchObject(failure);
  await expect(listLinks({ place: { ...place, key }, language: "en" })).rejects.toMatchObject(failure);
});

test.each([
  ["a page", 200, "<h1>hello</h1>", "unreachable", /is not a control plane$/],
  ["an error page", 502, "<h1>bad gateway</h1>", "unreachable", /answered HTTP 502/],
  ["a redirect", 302, "{}", "unreachable", /answered HTTP 302/],
  ["another form", 200, '{"data":{},"meta":{"asOf":"x","timezone":"y"}}', "internal", /another form/],
  ["no envelope", 200, "[]", "internal", /another form/],
])("%s", async (_what, status, body, code, message) => {
  const server = await answering((_request, response) => response.writeHead(status).end(body));
  await expect(listLinks(server)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test("a server's own refusal keeps its code, words and details, made harmless", async () => {
  const error = {
    code: "store_unavailable",
    message: "the store\u001b[2J is away",
    hint: "wait",
    details: { a: 1 },
  };
  const server = await answering((_request, response) =>
    response.writeHead(503).end(JSON.stringify({ error })),
  );
  await expect(listLinks(server)).rejects.toMatchObject({
    code: "store_unavailable",
    message: "the store [2J is away",
    hint: "wait",
    details: { a: 1 },
  });
});

test("an answer cut short is unreachable, not a crash", async () => {
  const server = await answering((_request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("{", () => response.destroy());
  });
  await expect(listLinks(server)).rejects.toMatchObject({ code: "unreachable" });
});

test("health tells the engine and the server's clock", async () => {
  const { server } = await scripted();
  const health = await readHealth(server, "readyz");
  expect(health).toMatchObject({ status: 200, engine: "embedded" });
  expect(Math.abs((health.serverMs ?? 0) - Date.now())).toBeLessThan(60_000);
});
