import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, vi } from "vitest";
import { createDeadman } from "./deadman.ts";

it("proves nothing while something inside has stopped, says so once, and goes on when it is well", async () => {
  let calls = 0;
  const watcher = createServer((_request, response) => {
    calls += 1;
    response.end();
  }).listen(0, "127.0.0.1");
  await once(watcher, "listening");
  const { port } = watcher.address() as AddressInfo;
  let isWell = false;
  let asked = 0;
  const said: string[] = [];
  const deadman = createDeadman({
    settings: { url: `http://127.0.0.1:${port}/`, everyMs: 5 },
    inside() {
      asked += 1;
      if (!isWell) throw new Error("states are not judged any more");
    },
    log: (level, message) => said.push(`${level}: ${message}`),
  });
  deadman.begin();
  await vi.waitUntil(() => asked > 5);
  expect(calls).toBe(0);
  expect(said).toEqual([expect.stringMatching(/^warn: the outside watcher does not hear from us/)]);
  isWell = true;
  await vi.waitUntil(() => calls > 2);
  expect(said[1]).toMatch(/^info/);
  deadman.stop();
  watcher.closeAllConnections();
  watcher.close();
});
