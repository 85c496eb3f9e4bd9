import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Centre, installCentre } from "./centre.ts";
import { until } from "./haidang.ts";

let watcher: Server;
let centre: Centre;
let calls = 0;

beforeAll(async () => {
  watcher = createServer((_request, response) => {
    calls += 1;
    response.end("OK");
  }).listen(0, "127.0.0.1");
  await once(watcher, "listening");
  centre = await installCentre();
});
afterAll(async () => {
  await centre?.remove();
  watcher.closeAllConnections();
  watcher.close();
});

it("an outside watcher hears from the control plane each second while it lives, and nothing once it is killed", async () => {
  const { port } = watcher.address() as AddressInfo;
  const settings = [`HAIDANG_DEADMAN_URL=http://127.0.0.1:${port}/ping`, "HAIDANG_DEADMAN_EVERY_S=1"];
  await centre.start(["env", ...settings]);
  await until("three proofs of life", async () => calls >= 3, 10_000);
  await centre.end("SIGKILL");
  const atDeath = calls;
  await new Promise((resolve) => setTimeout(resolve, 2200));
  expect(calls).toBe(atDeath);
});
