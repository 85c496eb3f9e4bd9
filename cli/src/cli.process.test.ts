import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { province } from "../scripted/province.ts";
import { key, type ScriptedServer, startScriptedServer } from "../scripted/server.ts";

const bin = fileURLToPath(new URL("../bin/haidang.js", import.meta.url));
/** Each test starts processes, which a busy machine may take its time over. */
const patient = { timeout: 30_000 };
let server: ScriptedServer;
let folder = "";

beforeAll(async () => {
  server = await startScriptedServer();
  folder = mkdtempSync(join(tmpdir(), "haidang-cli-"));
  chmodSync(folder, 0o700);
  writeFileSync(join(folder, "endpoint.json"), JSON.stringify({ url: server.url }), { mode: 0o600 });
  writeFileSync(join(folder, "admin.key"), key, { mode: 0o600 });
  writeFileSync(join(folder, "links.yaml"), "links: []\n");
  writeFileSync(join(folder, "broken.yml"), "# broken\n");
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function start(argv: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { PATH, TMPDIR } = process.env;
  return spawn(process.execPath, [bin, ...argv], {
    cwd: folder,
    env: { PATH, TMPDIR, HAIDANG_DATA: folder, HAIDANG_LANG: "en", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The real command in a process of its own. */
async function haidang(line: string, environment?: Readonly<Record<string, string>>) {
  const child = start(line === "" ? [] : line.split(" "), environment);
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, exitCode: await exit };
}

describe.concurrent("data", patient, () => {
  test("status as JSON is the API's envelope, whole, and nothing else is printed", async () => {
    const { stdout, stderr, exitCode } = await haidang("status --json");
    expect(JSON.parse(stdout)).toEqual({
      data: province.status,
      meta: { asOf: "2026-11-23T06:05:09.000Z", timezone: "Asia/Ho_Chi_Minh", revision: 7 },
    });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });

  test("terms of a contract are asked of the API as it names them", async () => {
    const known = "--as-known-at 2026-11-02T01:00:00Z --since 1d --annotations --unknown down";
    const { exitCode } = await haidang(`uptime link --sla 99,5% --merge-below 60s ${known}`);
    expect(exitCode).toBe(0);
    const asked = server.asked.findLast((one) => one.url.searchParams.has("asKnownAt"));
    expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({
      kind: "link",
      from: "2026-11-01T01:00:00.000Z",
      to: "2026-11-02T01:00:00.000Z",
      asKnownAt: "2026-11-02T01:00:00.000Z",
      mergeBelowS: "60",
      slaPct: "99.5",
      unknown: "down",
      annotations: "true",
    });
  });

  test("maintenance is planned by a name without diacritics, and cancelled by its id", async () => {
    const at = "--from 2026-11-25T22:00 --for 4h --reason modem";
    const { stdout, exitCode } = await haidang(`maintenance add link co-to-1 ${at} -o csv`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("m-1a2b3c4d");
    const bodies = server.asked
      .filter(({ url }) => url.pathname === "/api/v1/maintenance")
      .map(({ body }) => body);
    expect(bodies.filter((body) => body !== "").map((body) => JSON.parse(body))).toContainEqual({
      scope: { object: { kind: "link", id: "co-to-1" } },
      time: { fromMs: Date.parse("2026-11-25T15:00:00Z"), toMs: Date.parse("2026-11-25T19:00:00Z") },
      reason: "modem",
    });
    const cancelled = await haidang("maintenance cancel m-1a2b3c4d --reason xong");
    expect(cancelled.exitCode).toBe(0);
    expect(server.asked.findLast(({ url }) => url.pathname.endsWith("/cancel"))).toMatchObject({
      method: "POST",
      body: '{"reason":"xong"}',
    });
    expect((await haidang("maintenance list")).stdout).toContain("thay modem");
  });

  test.each([
    ["maintenance add link co-to-1 --reason x", "a window needs an end"],
    ["maintenance add --for 1h --reason x", "what is worked on?"],
    ["maintenance add unit co-to --weekly sun --at 22-02 --reason x", '"22-02" is not a stretch of hours'],
    ["maintenance add link co-to-1 --for 1h", "needs a --reason"],
    ["maintenance add unit co-to --monthly 6-sun --at 22:00-02:00 --reason x", '"6-sun" names no days'],
  ])("%s is refused", async (line, message) => {
    const { stderr, exitCode } = await haidang(line);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  test("uptime rows as JSON have exactly their fields", async () => {
    const { stdout } = await haidang("uptime link --carrier VNPT --month 2026-10 -o json");
    const { data, meta } = JSON.parse(stdout);
    expect(Object.keys(data[0])).toEqual([
      "kind",
      "id",
      "name",
      "availabilityPct",
      "coveragePct",
      "seconds",
      "outages",
      "shortOutages",
      "longestOutageS",
      "mtbfS",
      "mttrS",
      "sla",
    ]);
    expect(meta).toMatchObject({ from: "2026-09-30T17:00:00.000Z", to: "2026-10-31T17:00:00.000Z" });
    const asked = server.asked.findLast((one) => one.url.pathname === "/api/v1/uptime");
    expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({
      kind: "link",
      carrier: "VNPT",
      from: "2026-09-30T17:00:00.000Z",
      to: "2026-10-31T17:00:00.000Z",
    });
  });

  test.each([
    ["unit list -o csv --columns id", "id\r\nubnd-co-to\r\nquang-ninh\r\n"],
    ["link list -o csv --columns id --filter state=down", "id\r\nco-to-1\r\n"],
    ["device list -o csv --columns id,address", "id,address\r\ncore-sw-1,10.20.0.2\r\n"],
    ["service list -o csv --columns id,status", "id,status\r\ncong-dvc,200\r\n"],
    ["video list -o csv --columns id,sip,call", "id,SIP,call\r\nco-to-vc,486,in call\r\n"],
    ["agent list -o csv --columns id,state", "id,state\r\nco-to,silent\r\nhub,reporting\r\n"],
    ["query icmp --since 1h -o csv", /^time,object,field,value,unit,tags\r\n2026-11-23 12:55:09,link\//],
  ])("%s", async (line, expected) => {
    const { stdout, stderr, exitCode } = await haidang(line);
    if (typeof expected === "string") expect(stdout).toBe(expected);
    else expect(stdout).toMatch(expected);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });

  test.each([
    ["unit show co", /^UBND đặc khu Cô Tô {2}\(unit ubnd-co-to\)\n▲ degraded/],
    ["link show cai --lang vi", /^Cái Chiên 1 {2}\(đường truyền cai-chien-1\)\n● hoạt động/],
    ["device show core-sw-1", /Interfaces\n {2}INTERFACE.*Sensors\n {2}KIND.*31\.5 {2}C/s],
    ["video show co --lang vi", /^Điểm cầu Cô Tô {2}\(điểm cầu co-to-vc\)\n● hoạt động/],
    ["service show cong", /^Cổng dịch vụ công {2}\(service cong-dvc\)/],
    ["inventory validate links.yaml", /^The inventory is valid: unit 2/],
    ["inventory apply links.yaml", /^Applied as revision 4: unit 2/],
    ["link list -o yaml", /^data:\n {2}- kind: link\n {4}id: co-to-1\n/],
    ["--lang vi status", /^LOẠI +HOẠT ĐỘNG/],
  ])("%s", async (line, expected) => {
    const { stdout, stderr, exitCode } = await haidang(line);
    expect(stdout).toMatch(expected);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });
});

describe.concurrent("help", patient, () => {
  test.each(["", "--help"])("haidang %s lists every command", async (line) => {
    const { stdout, stderr, exitCode } = await haidang(line);
    expect(stdout).toMatch(/^ {2}inventory validate {2,}Check inventory files and change nothing$/m);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });

  test.each(["help uptime", "uptime -h"])("haidang %s explains it", async (line) => {
    const { stdout } = await haidang(`${line} --lang vi`);
    expect(stdout).toContain("CÁCH DÙNG\n  haidang uptime [<kind>] [cờ]\n");
    expect(stdout).toContain("$ haidang uptime link --carrier VNPT --month 2026-10 --below 99.5");
  });
});

describe.concurrent("faults", patient, () => {
  test.each([
    ["staus", 'error: there is no command "haidang staus"\nhint: did you mean haidang status?\n'],
    ["link lst", 'error: there is no command "haidang link lst"\nhint: did you mean haidang link list?\n'],
    [
      "link list extra",
      "error: more words than the command takes: extra\nhint: see the command with --help\n",
    ],
    ["status --jsn", "error: unknown flag: --jsn\nhint: did you mean --json?\n"],
    ["uptime lik", 'error: "lik" is none of the words the command takes here\nhint: did you mean link?\n'],
    ["uptime --level vilage", /^error: --level cannot be "vilage"\nhint: .*commune/],
    ["link show", "error: missing: <name>\nhint: see the command with --help\n"],
    ["link list --sort nam", 'error: there is no column "nam"\nhint: did you mean name?\n'],
    ["probe http ftp://x", /^error: "ftp:\/\/x" cannot be probed: a URL starts with http/],
    ["status --json -o csv", /"code": "usage"/],
  ])("%s is a usage fault", async (line, expected) => {
    const { stdout, stderr, exitCode } = await haidang(line);
    if (typeof expected === "string") expect(stderr).toBe(expected);
    else expect(stderr).toMatch(expected);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
  });

  test.each([
    ["link show co-to", {}, "ambiguous"],
    ["link show nobody", {}, "not_found"],
    ["status", { HAIDANG_TOKEN: "wrong" }, "unauthorized"],
    ["status", { HAIDANG_DATA: "/nonexistent", HAIDANG_URL: "http://127.0.0.1:9" }, "unreachable"],
    ["inventory apply .", {}, "inventory_invalid"],
  ])("%s with %j fails as %s, said as JSON on stderr", async (line, environment, code) => {
    const { stdout, stderr, exitCode } = await haidang(`${line} --json`, environment);
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/\S/) });
    if (code !== "inventory_invalid") expect(error.hint).toMatch(/\S/);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
  });

  test("without a key the server is named, and how to bring one", async () => {
    const environment = { HAIDANG_DATA: "/nonexistent", HAIDANG_URL: server.url, HAIDANG_LANG: "vi" };
    const { stderr, exitCode } = await haidang("status", environment);
    expect(stderr).toBe(
      `lỗi: không có khóa cho ${server.url}: thiếu admin.key trong /nonexistent\n` +
        "gợi ý: chỉ thư mục dữ liệu bằng --data, hoặc đặt HAIDANG_TOKEN\n",
    );
    expect(exitCode).toBe(1);
  });
});

describe.concurrent("probing from here", patient, () => {
  test("this machine", async () => {
    const { stdout, stderr, exitCode } = await haidang("probe host --json");
    const { data } = JSON.parse(stdout);
    expect(data.result).toMatchObject({ probe: "host", outcome: "ok" });
    const host = data.points.find((point: { measurement: string }) => point.measurement === "host");
    expect(host.fields.memTotalBytes).toBeGreaterThan(0);
    expect(host.fields.cpuPct).toBeGreaterThanOrEqual(0);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });

  test("a page that answers, and one that nobody serves", async () => {
    expect(await haidang(`probe http ${server.url}/healthz`)).toMatchObject({
      stdout: expect.stringMatching(/^http http:\S+ {2}● answers/),
      exitCode: 0,
    });
    expect(await haidang("probe http http://127.0.0.1:9/ --lang vi")).toMatchObject({
      stdout: expect.stringMatching(/^http http:\S+ {2}✗ thất bại: bị từ chối kết nối/),
      exitCode: 1,
    });
  });

  test("the doctor looks at everything, and tells how to mend what is not there", async () => {
    const well = JSON.parse((await haidang("doctor --json")).stdout).data;
    expect(well.map((finding: { check: string }) => finding.check)).toEqual([
      ...["node", "folder", "keyFile", "server", "ready", "key", "agents", "clock", "icmp", "path"],
    ]);
    const { stdout, exitCode } = await haidang("doctor", { HAIDANG_URL: "http://127.0.0.1:9" });
    expect(stdout).toContain("✗ fail  no control plane answers at http://127.0.0.1:9\n");
    expect(stdout).toContain("        → start it with npm start, or name another with --url\n");
    expect(exitCode).toBe(1);
  });
});

describe("manners", patient, () => {
  test("a reader that closes the pipe is no fault", async () => {
    const child = start(["status", "--json"]);
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.stdout.destroy();
    expect(await text(child.stderr)).toBe("");
    expect(await exit).toBe(0);
  });

  test("Ctrl-C ends it quietly with 130", async () => {
    const asked = Promise.withResolvers<void>();
    const silent = createServer(() => asked.resolve());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const child = start(["status", "--url", `http://127.0.0.1:${port}`]);
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    await asked.promise;
    child.kill("SIGINT");
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect({ stdout, stderr, exitCode: await exit }).toEqual({ stdout: "", stderr: "", exitCode: 130 });
    silent.closeAllConnections();
    silent.close();
  });

  test("colour only when asked for or on a terminal", async () => {
    expect((await haidang("status")).stdout).not.toContain("\u001b");
    expect((await haidang("status", { FORCE_COLOR: "1" })).stdout).toContain("\u001b[31m");
    expect((await haidang("status --no-color", { FORCE_COLOR: "1" })).stdout).not.toContain("\u001b");
    expect((await haidang("status", { FORCE_COLOR: "1", NO_COLOR: "1" })).stdout).not.toContain("\u001b");
  });
});

test(
  "--check that was typed wrongly knows nothing, as a monitoring plugin: 3, in one line",
  patient,
  async () => {
    for (const line of ["link show co-to-1 --check --no-such", "link show --check"]) {
      const { stdout, stderr, exitCode } = await haidang(line);
      expect(stdout).toMatch(/^UNKNOWN - [^\n]+\n$/);
      expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 3 });
    }
  },
);
