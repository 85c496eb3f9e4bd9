import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { faultOf, tcpProbe } from "./tcp-probe.ts";

async function run(address: string, port: number, signal = AbortSignal.timeout(3000)) {
  const check: CheckOf<"tcp"> = {
    id: "tcp:service/db",
    probe: "tcp",
    target: { kind: "service", id: "db" },
    intervalMs: 30_000,
    retryIntervalMs: 5000,
    timeoutMs: 3000,
    settings: { address, port },
  };
  const { result, points } = await tcpProbe(check).run({ agent: "a1", slotMs: 1_800_000_000_000, signal });
  return { result, points };
}

describe("tcpProbe", () => {
  test("a port that takes the connection is ok; nothing is sent, and the connection ends", async () => {
    const sockets: Socket[] = [];
    let received = 0;
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("data", (bytes) => {
        received += bytes.length;
      });
      socket.on("error", () => {});
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    for (const address of ["127.0.0.1", "localhost"]) {
      const { result, points } = await run(address, port);
      expect(result).toMatchObject({ probe: "tcp", outcome: "ok", timeMs: 1_800_000_000_000 });
      expect(points[0]).toMatchObject({
        measurement: "tcp",
        tags: { agent: "a1", kind: "service", id: "db" },
      });
      expect(points[0]?.fields["connectMs"]).toBeGreaterThan(0);
    }
    await Promise.all(sockets.map((socket) => socket.destroyed || once(socket, "close")));
    expect(received).toBe(0);
  });

  test("a closed port is refused, and there is nothing to tell", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    expect(await run("127.0.0.1", port)).toMatchObject({
      result: { outcome: "failed", reason: "refused", detail: "ECONNREFUSED" },
      points: [],
    });
  });

  test("a deadline that is over is a timeout", async () => {
    expect((await run("127.0.0.1", 9, AbortSignal.abort())).result).toMatchObject({
      outcome: "failed",
      reason: "timeout",
    });
  });

  test("a name that does not resolve", async () => {
    expect((await run("no-such-host.invalid", 9)).result).toMatchObject({ reason: "dns_failure" });
  });

  test.each([
    ["EHOSTUNREACH", { outcome: "failed", reason: "unreachable" }],
    ["EPERM", { outcome: "cannot", reason: "no_permission" }],
    ["EMFILE", { outcome: "cannot", reason: "agent_fault" }],
  ])("%s is told by its reason", (code, said) => {
    expect(faultOf(Object.assign(new Error("x"), { code }))).toMatchObject(said);
  });
});
