import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wish } from "../province/control.ts";
import { readControlPath } from "../province/control-path.ts";
import { until } from "./haidang.ts";
import { missing, titled } from "./needs.ts";

const lacking = missing("root", "unshare", "nsenter", "ip", "fping");
const root = fileURLToPath(new URL("../..", import.meta.url));
const line = "link/ubnd-ba-che-1";

describe.skipIf(lacking.length > 0)(titled("the province played", lacking), () => {
  const data = mkdtempSync(join(tmpdir(), "haidang-demo-test-"));
  let child: ChildProcess;
  let url = "";
  let printed = "";

  async function statuses(): Promise<Map<string, ObjectStatus>> {
    const key = readFileSync(join(data, "admin.key"), "utf8").trim();
    const answer = await fetch(`${url}/api/v1/status`, { headers: { authorization: `Bearer ${key}` } });
    const { data: status } = (await answer.json()) as { data: { objects: ObjectStatus[] } };
    return new Map(status.objects.map((object) => [`${object.kind}/${object.id}`, object]));
  }
  const classOf = async (key: string) => (await statuses()).get(key)?.class;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = spawn(process.execPath, [join(root, "scripts/demo.ts")], {
      env: {
        ...process.env,
        HAIDANG_DATA: data,
        HAIDANG_LISTEN: `127.0.0.1:${port}`,
        HAIDANG_DEMO_AREAS: "ba-che",
        HAIDANG_AGENT_METRICS: "off",
        HAIDANG_LANG: "en",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        printed += String(chunk);
      });
    }
    await until(
      "the inventory is in force",
      () => printed.includes("in force"),
      60_000,
      () => printed,
    );
  });
  afterAll(async () => {
    if (child?.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(data, { recursive: true, force: true });
  });

  it("shows a cable that is cut, and leaves its neighbours alone", async () => {
    const points = ["device/rt-ubnd-ba-che", "device/ups-ubnd-ba-che", "video/vc-ubnd-ba-che"];
    const all = [line, "link/hcc-ba-che-1", ...points];
    await until(
      "all that was asked answers",
      async () => {
        const now = await statuses();
        return all.every((key) => now.get(key)?.class === "up");
      },
      60_000,
    );
    expect(await wish(readControlPath(data), { verb: "cut", names: ["Ba Chẽ"] })).toEqual([
      "cut: link ubnd-ba-che-1 (Ủy ban nhân dân huyện Ba Chẽ)",
    ]);
    await until("the line is down", async () => (await classOf(line)) === "down", 30_000);
    expect(await classOf("link/hcc-ba-che-1")).toBe("up");
    await wish(readControlPath(data), { verb: "restore", names: ["Ba Chẽ"] });
    await until("the line is up", async () => (await classOf(line)) === "up", 30_000);
  });

  it("refuses what is not there", async () => {
    const asked = wish(readControlPath(data), { verb: "cut", names: ["Atlantis"] });
    await expect(asked).rejects.toThrow('there is no site or district "Atlantis"');
  });

  it("ends in order, and leaves nothing behind", async () => {
    const control = readControlPath(data);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
    await expect(wish(control, { verb: "list", names: [] })).rejects.toThrow("no province is played");
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
