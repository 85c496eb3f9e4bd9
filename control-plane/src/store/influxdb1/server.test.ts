import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openInfluxdb1SeriesStore } from "./influxdb1.ts";
import { refusalFault } from "./server.ts";

const point = { measurement: "m", tags: {}, fields: { v: 1 }, timeMs: 1 };

/** A wire of our own in place of InfluxDB, for what a real one does only when it is ill. */
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function listen(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

/** Healthy until opened; then `ill` answers everything. */
async function openThenIll(ill: RequestListener) {
  let opened = false;
  const url = await listen((request, response) => {
    if (opened) return ill(request, response);
    response.setHeader("X-Influxdb-Version", "1.6.7");
    if (request.url === "/ping") response.writeHead(204).end();
    else response.end('{"results":[{"statement_id":0}]}');
  });
  const store = await openInfluxdb1SeriesStore({ url, database: "d", timeoutMs: 300 });
  opened = true;
  return store;
}

describe("a server that is ill", () => {
  test.each<[string, RequestListener]>([
    [
      "answers 500",
      (_request, response) => void response.writeHead(500).end('{"error":"engine: no space left on device"}'),
    ],
    ["answers 503", (_request, response) => void response.writeHead(503).end()],
    ["says nothing", () => undefined],
    ["stops in mid-answer", (_request, response) => void response.writeHead(200).write('{"results"')],
    ["hangs up", (request) => void request.socket.destroy()],
    [
      "redirects",
      (_request, response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    ],
    [
      "answers in HTML",
      (_request, response) => void response.writeHead(418).end("<html>\u001b[31mteapot</html>"),
    ],
  ])("%s: store_unavailable for every call, within the deadline", async (_name, ill) => {
    const store = await openThenIll(ill);
    const startMs = performance.now();
    const calls = [
      store.write([point]),
      store.range({ measurement: "m" }, { fromMs: 0, toMs: 1 }),
      store.latest({ measurement: "m" }, 0),
      store.aggregate({ measurement: "m" }, { fromMs: 0, toMs: 1 }, { stepMs: 1, by: "mean" }),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "store_unavailable" } });
      expect(String(call.status === "rejected" && call.reason.message)).not.toMatch(/\p{Cc}/u);
    }
    expect(performance.now() - startMs).toBeLessThan(4000);
  });

  test("a refused connection is told with its cause, and the next call works once it is back", async () => {
    let down = true;
    const store = await openThenIll((request, response) => {
      if (down) request.socket.destroy();
      else if (request.url?.startsWith("/write")) response.writeHead(204).end();
      else response.end('{"results":[{"statement_id":0}]}');
    });
    for (let round = 0; round < 3; round += 1) {
      await expect(store.range({ measurement: "m" }, { fromMs: 0, toMs: 1 })).rejects.toMatchObject({
        code: "store_unavailable",
      });
    }
    down = false;
    await store.write([point]);
    expect(await store.range({ measurement: "m" }, { fromMs: 0, toMs: 1 })).toEqual([]);
  });

  test("an answer cut at max-row-limit is not taken for the whole", async () => {
    const store = await openThenIll((request, response) => {
      let body = "";
      request.on("data", (data) => (body += String(data)));
      request.on("end", () => {
        const series = body.includes("SHOW")
          ? { name: "m", columns: ["fieldKey", "fieldType"], values: [["v", "float"]] }
          : { name: "m", columns: ["time", "v"], values: [[0, 1]], partial: true };
        response.end(JSON.stringify({ results: [{ statement_id: 0, series: [series] }] }));
      });
    });
    await expect(store.range({ measurement: "m" }, { fromMs: 0, toMs: 1 })).rejects.toMatchObject({
      code: "store_unavailable",
      hint: expect.stringContaining("max-row-limit"),
    });
  });
});

describe("opening", () => {
  test.each([
    ["nobody listens", "http://127.0.0.1:1", "store_unavailable", /does not answer/],
    ["no URL", "127.0.0.1:8086", "usage", /URL/],
    ["another scheme", "file:///etc/passwd", "usage", /URL/],
  ])("%s", async (_name, url, code, message) => {
    await expect(openInfluxdb1SeriesStore({ url, database: "d", timeoutMs: 500 })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test.each(["", 'a"b', "a b", "a\nb", "x".repeat(65)])("%j is no database's name", async (database) => {
    await expect(openInfluxdb1SeriesStore({ url: "http://127.0.0.1:1", database })).rejects.toMatchObject({
      code: "usage",
    });
  });

  test("a server of another kind is named as it names itself", async () => {
    const url = await listen((_request, response) => {
      response.setHeader("X-Influxdb-Version", "v2.7.1");
      response.writeHead(204).end();
    });
    await expect(openInfluxdb1SeriesStore({ url, database: "d" })).rejects.toThrow(
      /not an InfluxDB 1\.x.*v2\.7\.1/,
    );
  });

  test("a password in the URL never shows in an error", async () => {
    const url = "http://user:secret@127.0.0.1:1";
    const error = await openInfluxdb1SeriesStore({ url, database: "d", timeoutMs: 500 }).catch(
      (each) => each,
    );
    expect(JSON.stringify([error.message, error.hint, error.stack])).not.toContain("secret");
  });
});

describe("what a refusal of lines means", () => {
  const given = { url: new URL("http://h"), database: "d", username: "", password: "", timeoutMs: 1 };
  test.each([
    [
      400,
      '{"error":"partial write: field type conflict: input field \\"v w\\" on measurement \\"m\\" is type string, already exists as type float dropped=1"}',
      "lines_invalid",
    ],
    [
      400,
      '{"error":"partial write: max-values-per-tag limit exceeded (100000/100000): measurement=\\"m\\" tag=\\"id\\" value=\\"x\\" dropped=1"}',
      "too_many_series",
    ],
    [400, '{"error":"unable to parse"}', "lines_invalid"],
    [401, '{"error":"authorization failed"}', "store_unavailable"],
    [404, '{"error":"database not found: \\"d\\""}', "store_unavailable"],
    [413, "too large", "store_unavailable"],
    [500, '{"error":"timeout"}', "store_unavailable"],
  ])("%i %s is %s", (status, body, code) => {
    expect(refusalFault(given, status, body)).toMatchObject({ code });
  });
  test("a point older than retention is not worth a refusal", () => {
    expect(
      refusalFault(given, 400, '{"error":"partial write: points beyond retention policy dropped=1"}'),
    ).toBeUndefined();
  });
});
