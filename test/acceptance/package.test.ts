import { type ChildProcess, execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { SeriesData } from "@haidang/contract/api.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const lacking = missing("root", "ip", "fping", "dpkg-deb", "setpriv");

describe.skipIf(lacking.length > 0)(titled("the Debian package of the agent", lacking), () => {
  let out: string;
  let deb: string;
  /** Where the package was unpacked; installing it would change this machine. */
  let unpacked: string;
  /** What the package's scripts would make: the data folder of the service's user. */
  let data: string;
  let lab: Lab;
  let haidang: Haidang;
  let agent: ChildProcess | undefined;
  let said = "";

  const launcher = () => join(unpacked, "usr/bin/haidang-agent");
  const environment = () => ({
    HAIDANG_AGENT_USER: "nobody",
    HAIDANG_AGENT_DATA: data,
    HAIDANG_AGENT_METRICS: "off",
    HAIDANG_LANG: "en",
    NODE_COMPILE_CACHE: join(data, "cache"),
  });
  async function command(...args: string[]): Promise<{ output: string; code: number }> {
    const [file, line] = lab.on("hub", launcher(), ...args);
    try {
      const { stdout, stderr } = await run(file, line, { env: { ...process.env, ...environment() } });
      return { output: stdout + stderr, code: 0 };
    } catch (error) {
      if (!(error instanceof Error && "stdout" in error && "stderr" in error && "code" in error)) throw error;
      return { output: `${error.stdout}${error.stderr}`, code: Number(error.code) };
    }
  }
  async function invite(): Promise<string> {
    const key = readFileSync(join(haidang.data, "admin.key"), "utf8").trim();
    const ask = `fetch("${haidang.url}/api/v1/agents/invites", {
      method: "POST", body: JSON.stringify({ approve: true }),
      headers: { authorization: "Bearer ${key}", "content-type": "application/json" },
    }).then((answer) => answer.json()).then(({ data }) => console.log(data.code))`;
    return (await lab.exec("hub", process.execPath, "-e", ask)).trim();
  }

  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), "haidang-package-"));
    chmodSync(out, 0o755);
    await run(process.execPath, [join(root, "scripts/package.ts"), out, "agent"]);
    const { version } = JSON.parse(readFileSync(join(root, "agent/package.json"), "utf8"));
    const architecture = execFileSync("dpkg", ["--print-architecture"], { encoding: "utf8" }).trim();
    deb = join(out, `haidang-agent_${version}_${architecture}.deb`);
    unpacked = join(out, "unpacked");
    await run("dpkg-deb", ["-x", deb, unpacked]);
    data = join(out, "data");
    mkdirSync(data);
    const { uid, gid } = nobody();
    chownSync(data, uid, gid);
    lab = await openLab("package");
    haidang = installHaidang(lab);
    await haidang.start();
  });
  afterAll(async () => {
    agent?.kill("SIGTERM");
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
    rmSync(out, { recursive: true, force: true });
  });

  it("holds files of root with plain modes, one program and one launcher that can be run", async () => {
    const { stdout } = await run("dpkg-deb", ["-c", deb]);
    const entries = stdout
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/));
    expect(entries.length).toBeGreaterThan(10);
    for (const [mode = "", owner, , , , path = ""] of entries) {
      expect(owner, path).toBe("root/root");
      const runs = /^\.\/usr\/(?:bin\/haidang-agent|lib\/haidang-agent\/node)$/.test(path);
      expect(mode, path).toBe(path.endsWith("/") ? "drwxr-xr-x" : runs ? "-rwxr-xr-x" : "-rw-r--r--");
    }
  });

  it("keeps its promises to dpkg: settings are a conffile, sums are right, scripts are sound and offline", async () => {
    const control = join(out, "control");
    await run("dpkg-deb", ["-e", deb, control]);
    expect(readFileSync(join(control, "conffiles"), "utf8")).toBe("/etc/haidang-agent/agent.env\n");
    await run("md5sum", ["-c", "--quiet", join(control, "md5sums")], { cwd: unpacked });
    for (const name of ["postinst", "prerm", "postrm"]) {
      await run("sh", ["-n", join(control, name)]);
      expect(statSync(join(control, name)).mode & 0o777, name).toBe(0o755);
      expect(readFileSync(join(control, name), "utf8")).not.toMatch(/curl|wget|https?:|npm|apt/);
    }
    const { stdout: depends } = await run("dpkg-deb", ["-f", deb, "Depends", "Recommends"]);
    for (const name of ["fping", "libc6", "util-linux"])
      expect(depends).toMatch(new RegExp(`^Depends: .*\\b${name}\\b`, "m"));
    expect(depends).toMatch(/^Recommends: chrony$/m);
    const settings = readFileSync(join(unpacked, "etc/haidang-agent/agent.env"), "utf8");
    expect(settings.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
    const notice = readFileSync(join(unpacked, "usr/share/doc/haidang-agent/NOTICE"), "utf8");
    for (const name of ["zod", "net-snmp", "yaml", "prom-client"])
      expect(notice).toMatch(new RegExp(`^${name} \\d`, "m"));
    expect(statSync(join(unpacked, "usr/share/doc/haidang-agent/node-LICENSE")).size).toBeGreaterThan(10_000);
  });

  it("has a unit that systemd finds nothing wrong with", async ({ skip }) => {
    if (missing("systemd-analyze").length > 0) skip("needs systemd-analyze");
    const text = readFileSync(join(unpacked, "usr/lib/systemd/system/haidang-agent.service"), "utf8");
    const unit = join(out, "haidang-agent.service");
    writeFileSync(unit, text.replace("ExecStart=/usr/bin/haidang-agent", `ExecStart=${launcher()}`));
    expect((await run("systemd-analyze", ["verify", unit])).stderr).toBe("");
    // at most 3.0 of 10 on its scale of what a service could do
    await run("systemd-analyze", ["security", "--offline=true", "--threshold=30", unit]);
  });

  it("says what is missing, before enrolment", async () => {
    const { output, code } = await command("doctor");
    expect(code, output).toBe(1);
    expect(output).toMatch(/^ok +Echo requests are sent with fping\.$/m);
    expect(output).toMatch(/^ok +Ports below 1024 can be listened on\.$/m);
    expect(output).toMatch(/^BAD +This machine is not enrolled\.\n +mend: sudo haidang-agent enrol/m);
  });

  it("enrols with a code once, and leaves files to the service's user", async () => {
    expect(await command("enrol", haidang.url, "no-such-code-at-all")).toMatchObject({ code: 1 });
    const code = await invite();
    const first = await command("enrol", haidang.url, code);
    expect(first, first.output).toMatchObject({ code: 0 });
    expect(first.output).toMatch(/^This machine is now agent \S+ of http/);
    const { uid, mode } = statSync(join(data, "identity.json"));
    expect({ uid, mode: mode & 0o777 }).toEqual({ uid: nobody().uid, mode: 0o600 });
    const again = await command("enrol", haidang.url, await invite());
    expect(again.output).toMatch(/already/);
    expect((await command("doctor")).output).toMatch(/^ok +http\S+ answers and knows this machine/m);
  });

  it("measures and delivers with no more rights than fping needs, in little memory", async () => {
    agent = lab.start("hub", launcher(), [], { env: environment() });
    const hear = (chunk: unknown): void => {
      said += String(chunk);
    };
    agent.stdout?.on("data", hear);
    agent.stderr?.on("data", hear);
    const { agent: name } = JSON.parse(readFileSync(join(data, "identity.json"), "utf8"));
    const own = async () => {
      const { data: agents } = await haidang.ask<AgentRow[]>("agent", "list");
      return agents.find(({ id }) => id === name);
    };
    await until(
      "it tells of itself",
      async () => (await own())?.spoolBatches != null,
      30_000,
      () => said,
    );
    const echoes = async () => {
      const parameters = ["icmp.sent", "--tag", `agent=${name}`, "--since", "10m"];
      return (await haidang.ask<SeriesData[]>("query", ...parameters)).data.flatMap(({ points }) => points);
    };
    await until(
      "its echo requests are stored",
      async () => (await echoes()).length > 0,
      30_000,
      () => said,
    );
    expect(await own()).toMatchObject({ silent: false, icmpBy: "fping" });

    const status = readFileSync(`/proc/${agent.pid}/status`, "utf8");
    const read = (field: string) => new RegExp(`^${field}:\\s+(\\S+)`, "m").exec(status)?.[1];
    expect(read("Uid")).toBe(String(nobody().uid));
    expect(read("NoNewPrivs")).toBe("1");
    // CAP_NET_BIND_SERVICE (10) and CAP_NET_RAW (13)
    expect(Number(`0x${read("CapEff")}`)).toBe((1 << 10) | (1 << 13));
    expect(Number(read("VmRSS")) / 1024).toBeLessThan(75);
  });
});

function nobody(): { uid: number; gid: number } {
  const [, , uid, gid] =
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((line) => line.startsWith("nobody:"))
      ?.split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
