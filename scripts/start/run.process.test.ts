import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Running, run } from "./run.ts";

/** Holds two small programs in the places of the control plane and the agent. */
const root = fileURLToPath(new URL("./fixtures", import.meta.url));

let data = "";
let printed: string[] = [];
let running: Running[] = [];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "haidang-start-"));
  printed = [];
  running = [];
});

afterEach(async () => {
  for (const each of running) each.stop();
  await Promise.all(running.map((each) => each.ended));
  rmSync(data, { recursive: true });
});

async function start(env: Record<string, string> = {}): Promise<Running> {
  const started = await run({
    root,
    env: { HAIDANG_LANG: "en", HAIDANG_DATA: data, HAIDANG_LISTEN: "127.0.0.1:0", ...env },
    print: (line) => printed.push(line),
  });
  running.push(started);
  return started;
}

function events(): string[] {
  const file = join(data, "events");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

function until(condition: () => unknown): Promise<void> {
  return vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 15_000, interval: 20 });
}

test("starts control plane, invited agent, says where the page is in both languages, stops the agent first", async () => {
  const started = await start();
  await until(() => events().length === 2 && printed.length === 6);
  expect(events()).toEqual(["control-plane start 1", "agent start invite-code true"]);
  const url = /http:\S+/.exec(printed[0] ?? "")?.[0];
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=page-code$/);
  expect(printed).toEqual([
    `Hải Đăng đang chạy. Mở ${url}`,
    `  (đăng nhập được một lần, trong 10 phút; sau đó dùng khóa trong ${data}/admin.key)`,
    `  Thử ở cửa sổ lệnh khác: npx haidang status --data ${data}   npx haidang uptime --data ${data}`,
    `Haidang is running. Open ${url}`,
    `  (signs you in once, within 10 minutes; afterwards use the key in ${data}/admin.key)`,
    `  Try in another terminal: npx haidang status --data ${data}   npx haidang uptime --data ${data}`,
  ]);
  started.stop();
  expect(await started.ended).toBe(0);
  expect(events().slice(2)).toEqual(["agent stop", "control-plane stop"]);
  expect(readFileSync(join(data, "log", "control-plane.log"), "utf8")).toContain('"message":"listening"');
  expect(statSync(join(data, "log", "control-plane.log")).mode & 0o777).toBe(0o600);
});

test.each([
  { token: "good", start: "agent start no code true", isKept: true },
  { token: "revoked", start: "agent start invite-code true", isKept: false },
])("an identity that is $token is kept: $isKept", async ({ token, start: expected, isKept }) => {
  const identity = join(data, "agent", "identity.json");
  mkdirSync(join(data, "agent"));
  writeFileSync(identity, JSON.stringify({ agent: "a", token, url: "http://127.0.0.1:1" }));
  await start();
  await until(() => events().length === 2);
  expect(events()[1]).toBe(expected);
  expect(existsSync(identity)).toBe(isKept);
});

test("a control plane that cannot start is tried three times, then its last words are told", async () => {
  const started = await start({ DUMMY: "fails" });
  expect(await started.ended).toBe(1);
  expect(events()).toEqual(Array.from({ length: 3 }, () => "control-plane start 1"));
  expect(printed.at(-2)).toBe("The control plane ended 3 times in a row at its start. Its last words:");
  expect(printed.at(-1)).toMatch(
    /^ {2}\d\d:\d\d:\d\d The control plane: the data folder is upside down - turn it$/,
  );
});

test("an agent that dies is said and started again, and its words cannot steer the terminal", async () => {
  await start({ DUMMY: "agent-dies" });
  await until(() => events().filter((event) => event.startsWith("agent start")).length === 2);
  const died = printed.find((line) => line.includes("starting it again"));
  expect(died).toBe(`The agent ended (exit 1), starting it again in 1 s. Log: ${data}/log/agent.log`);
  expect(printed.some((line) => /trips over +\[31mits feet/.test(line))).toBe(true);
});

test("an agent that does not stop is killed in time", async () => {
  const started = await start({ DUMMY: "agent-hangs" });
  await until(() => events().length === 2);
  const beginMs = performance.now();
  started.stop();
  expect(await started.ended).toBe(0);
  expect(performance.now() - beginMs).toBeLessThan(10_000);
}, 15_000);

test("a second request to stop kills", async () => {
  const started = await start({ DUMMY: "agent-hangs" });
  await until(() => events().length === 2);
  started.stop();
  started.stop();
  expect(await started.ended).toBe(130);
});

test("the same data folder twice is refused, wherever the second would listen", async () => {
  await start();
  await until(() => printed.length === 6);
  printed = [];
  const second = await start();
  expect(await second.ended).toBe(1);
  expect(printed.join()).toMatch(
    /^Haidang is already running with the data folder .+, at http:\/\/127\.0\.0\.1:\d+$/,
  );
});

test("a port in use by something else is told with the way out", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((settle) => other.once("listening", settle));
  const address = other.address();
  const port = typeof address === "object" ? address?.port : 0;
  const started = await start({ HAIDANG_LISTEN: `127.0.0.1:${port}` });
  expect(await started.ended).toBe(1);
  expect(printed).toEqual([
    `127.0.0.1:${port} is in use by another program. Choose another: HAIDANG_LISTEN=127.0.0.1:8701 npm start`,
  ]);
  other.close();
});

test.each([
  [{ HAIDANG_LISTEN: "8700" }, "HAIDANG_LISTEN is 8700, but has to be address:port, e.g. 127.0.0.1:8700"],
  [{ HAIDANG_DATA: "/dev/null/x" }, /^The data folder \/dev\/null\/x cannot be used: .+ HAIDANG_DATA\.$/],
])("%o is refused in words", async (env, words) => {
  const started = await start(env);
  expect(await started.ended).toBe(1);
  expect(printed.join()).toMatch(words);
});

test("killed outright, it leaves nobody behind", async () => {
  const script = `import { run } from ${JSON.stringify(new URL("./run.ts", import.meta.url).href)};
    await run({ root: ${JSON.stringify(root)}, env: process.env, print: console.log });`;
  const env = { ...process.env, HAIDANG_DATA: data, HAIDANG_LISTEN: "127.0.0.1:0" };
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], { env, stdio: "ignore" });
  await until(() => events().length === 2);
  parent.kill("SIGKILL");
  await until(() => events().length === 4);
  expect(events().slice(2).toSorted()).toEqual(["agent stop", "control-plane stop"]);
});
