import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { openEmbeddedSeriesStore } from "./embedded/embedded.ts";
import { ask, authorizationOf } from "./http.ts";
import { retentionMs } from "./victoriametrics/server.ts";
import { openVictoriaMetricsSeriesStore } from "./victoriametrics/victoriametrics.ts";

let server: Server | undefined;
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});
const store = { name: "VictoriaMetrics", authorization: "Bearer t-secret", timeoutMs: 200 };

describe("asking a server of series", () => {
  it.each<[string, RequestListener]>([
    ["is silent", () => undefined],
    ["drips for ever", (_, response) => void setInterval(() => response.write("x"), 20).unref()],
    [
      "breaks off",
      (_, response) =>
        void response.writeHead(200, { "content-length": 9 }).write("x", () => response.destroy()),
    ],
    [
      "sends elsewhere",
      (_, response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
    ],
  ])("one that %s is store_unavailable in time, the token unsaid", async (_name, listener) => {
    const url = new URL(await serve(listener));
    const beganMs = performance.now();
    const fault = await ask(store, { url }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: "store_unavailable" });
    expect(performance.now() - beganMs).toBeLessThan(5000);
    expect(JSON.stringify(fault) + String(fault)).not.toContain("t-secret");
  });

  it("an answer that is none of the engine's is said to be none", async () => {
    const about = 'flag{name="dedup.minScrapeInterval", value="1ms"} 1\n';
    let body = '{"status":"success","data":{"resultType":"scalar","result":[]}}';
    const url = await serve((request, response) => {
      response.end(request.url === "/metrics" ? about : body);
    });
    const opened = await openVictoriaMetricsSeriesStore({
      url,
      texts: openEmbeddedSeriesStore(":memory:"),
      besidePath: ":memory:",
      timeoutMs: 2000,
    });
    const range = { fromMs: Date.UTC(2026, 8, 1), toMs: Date.UTC(2026, 8, 2) };
    for (const nonsense of [
      "<html>",
      "[]",
      '{"status":"error"}',
      '{"metric":{"__name__":5},"values":[1]}',
      "[".repeat(50_000),
    ]) {
      body = nonsense;
      const calls = [
        opened.range({ measurement: "m" }, range),
        opened.latest({ measurement: "m" }, range.fromMs),
        opened.aggregate({ measurement: "m" }, range, { stepMs: 3_600_000, by: "mean" }),
        opened.measurements(),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: "rejected", reason: { code: "store_unavailable" } });
      }
    }
    await opened.close();
  });

  it("another program at the address is refused", async () => {
    const url = await serve((_, response) => response.end("go_goroutines 8\n"));
    const open = openVictoriaMetricsSeriesStore({
      url,
      texts: openEmbeddedSeriesStore(":memory:"),
      besidePath: ":memory:",
    });
    await expect(open).rejects.toThrow(/is not a VictoriaMetrics/);
  });

  it("credentials become one header", () => {
    expect(authorizationOf({ username: "u", password: "ộ" }, "Bearer")).toBe("Basic dTrhu5k=");
    expect(authorizationOf({ username: "u", token: "t" }, "Token")).toBe("Token t");
    expect(authorizationOf({ username: "" }, "Bearer")).toBeUndefined();
  });

  it.each([
    ["1", 31],
    ["90d", 90],
    ["2w", 14],
    ["1y", 365],
    ["36h", 1.5],
  ])("-retentionPeriod=%s is %d days", (text, days) => {
    expect(retentionMs(text)).toBe(days * 86_400_000);
    expect(retentionMs("soon")).toBeNull();
  });
});
