import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { channelSchema } from "@haidang/contract/channel.ts";
import { createZalo } from "@haidang/control-plane/notify/channel/zalo.ts";
import { createZaloTokens } from "@haidang/control-plane/notify/channel/zalo-token.ts";
import { expect, onTestFinished, test } from "vitest";
import { type Asked, httpServer, ioOf, message, vault } from "./channel-scene.ts";

const program = join(fileURLToPath(new URL(".", import.meta.url)), "channel-zalo-process.ts");

/** A server that takes each refresh token once, as Zalo's does. */
async function zaloServer(onUse: (asked: Asked) => void = () => undefined) {
  let [refresh, access, given] = ["refresh-0", "none", 0];
  const taken: string[] = [];
  const server = await httpServer((asked) => {
    if (asked.url === "/v4/oa/access_token") {
      if (new URLSearchParams(asked.body).get("refresh_token") !== refresh) {
        return { status: 200, body: '{"error":-14014,"error_name":"Invalid refresh token"}' };
      }
      given += 1;
      [refresh, access] = [`refresh-${given}`, `access-${given}`];
      const answer = { access_token: access, refresh_token: refresh, expires_in: "90000" };
      return { status: 200, body: JSON.stringify(answer) };
    }
    onUse(asked);
    if (asked.headers["access_token"] !== access)
      return { status: 200, body: '{"error":-124,"message":"bad token"}' };
    taken.push(asked.body);
    return { status: 200, body: '{"error":0,"message":"Success"}' };
  });
  onTestFinished(server.close);
  return { ...server, taken, given: () => given };
}

test("killed as soon as a new token is used, 30 times: the next start has the token that works", async () => {
  const folder = await mkdtemp(join(tmpdir(), "haidang-zalo-"));
  const file = join(folder, "refresh");
  await writeFile(file, "refresh-0");
  let kill = () => {};
  // the first use of what a refresh brought: it has to be on disk by then
  const server = await zaloServer(() => kill());
  const start = (day: number) => {
    const child = spawn(process.execPath, [program, server.url, file, String(day)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    const ended = new Promise<string>((resolve) => child.once("close", () => resolve(out)));
    return { child, ended };
  };
  const killed = 30;
  for (let round = 1; round <= killed; round += 1) {
    const { child, ended } = start(round * 3);
    kill = () => void child.kill("SIGKILL");
    expect(await ended).toBe("");
    expect(server.given()).toBe(round);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ refresh: `refresh-${round}` });
  }
  kill = () => undefined;
  expect(JSON.parse(await start(killed * 3 + 9).ended)).toEqual({ ok: true });
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const channel = channelSchema.parse({
  ...{
    id: "z",
    name: "Z",
    kind: "zalo",
    appId: "42",
    appSecret: { secret: "key" },
    refreshToken: { secret: "refresh" },
  },
  template: "99",
});

test("many at once refresh once; a token taken back is refreshed; one that is spent says how to get another", async () => {
  if (channel.kind !== "zalo") throw new Error("no Zalo");
  const server = await zaloServer();
  const own = vault({ refresh: "refresh-0" });
  const io = ioOf({ secrets: own.secrets });
  const tell = createZalo(createZaloTokens(server.url), server.url);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => tell(channel, message(), io)));
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  expect(server.given()).toBe(1);

  const kept = JSON.parse(own.values.get("refresh") ?? "");
  own.values.set("refresh", JSON.stringify({ ...kept, access: "taken-back" }));
  expect(await tell(channel, message(), io)).toEqual({ ok: true });
  expect(server.given()).toBe(2);

  own.values.set("refresh", "refresh-0");
  expect(await tell(channel, message(), io)).toMatchObject({
    ...{ reason: "credentials", final: true, detail: expect.stringContaining("haidang secret set refresh") },
  });
});

test("stopped in the middle of a refresh, the token is kept all the same", async () => {
  if (channel.kind !== "zalo") throw new Error("no Zalo");
  const server = await zaloServer();
  const own = vault({ refresh: "refresh-0" });
  const tokens = createZaloTokens(server.url);
  const stop = new AbortController();
  const underway = createZalo(tokens, server.url)(
    channel,
    message(),
    ioOf({ secrets: own.secrets, signal: stop.signal }),
  );
  stop.abort();
  expect(await underway).toMatchObject({ ok: false, reason: "cancelled" });
  await tokens.idle();
  expect(server.given()).toBe(1);
  expect(own.values.get("refresh")).toContain("refresh-1");
});
