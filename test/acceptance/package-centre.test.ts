import type { ChildProcess } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layOutCentre } from "../../scripts/package/centre-tree.ts";
import { centreDeb, makeDeb } from "../../scripts/package/deb.ts";
import { youngHeap } from "../../scripts/start/run.ts";
import { canOverlay, type Machine, openMachine } from "./machine.ts";
import { missing, titled } from "./needs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const tools = missing(
  ...["root", "ip", "unshare", "nsenter", "dpkg-deb", "adduser", "setpriv", "curl", "systemd-analyze"],
);
const lacking = tools.length > 0 || canOverlay() ? tools : ["overlay mounts"];

/**
 * One life of an installation, in its order, on a machine that is thrown away: installed, used, upgraded to a release that
 * keeps one table more, taken back, restored, purged. The release before is this one, so that both are real.
 */
describe.skipIf(lacking.length > 0)(titled("the Debian package of the control plane", lacking), () => {
  const next = "99.0.0";
  let out: string;
  let machine: Machine;
  let unit: string;
  let present: string;
  let newer: string;
  let service: { child: ChildProcess; said: () => string } | undefined;

  async function ok(...words: [string, ...string[]]): Promise<string> {
    const { output, code } = await machine.run(...words);
    expect(code, `${words.join(" ")}\n${output}`).toBe(0);
    return output;
  }
  const install = (deb: string) =>
    ok("dpkg", "--force-unsafe-io", "--force-confold", "--no-triggers", "-i", `/mnt/${basename(deb)}`);

  /** Starts what the unit starts, as whom and with what it says; resolves once it listens, or with what it said at its end. */
  async function begin(): Promise<string> {
    await end();
    const line = (name: string) => unit.match(new RegExp(`^${name}=(.+)$`, "m"))?.[1] ?? "";
    const child = machine.start(
      "setpriv",
      ...[`--reuid=${line("User")}`, `--regid=${line("Group")}`, "--init-groups", "--no-new-privs"],
      ...["--inh-caps=-all", "--bounding-set=-all", "env", ...line("Environment").split(" ")],
      ...line("ExecStart").split(" "),
    );
    let text = "";
    service = { child, said: () => text };
    return new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk) => {
          text += String(chunk);
          if (text.includes("the control plane listens")) resolve(text);
        });
      }
      child.once("close", () => resolve(text));
    });
  }
  async function end(): Promise<void> {
    const child = service?.child;
    service = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const over = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await over;
  }
  /** What an operator would look for after an upgrade: his inventory and what was measured. */
  async function kept() {
    const [links, found] = await Promise.all([
      ok("haidang", "link", "list", "--json"),
      ok("haidang", "query", "weather.celsius", "--since", "1h", "--json"),
    ]);
    const series: { points: unknown[] }[] = JSON.parse(found).data;
    return { links: JSON.parse(links).data.length, points: series.flatMap(({ points }) => points) };
  }

  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), "haidang-centre-"));
    machine = await openMachine();
    const folder = join(out, "haidang");
    layOutCentre({ root, folder });
    unit = readFileSync(join(folder, "usr/lib/systemd/system/haidang.service"), "utf8");
    present = makeDeb(centreDeb, { root, folder, version: "0.1.0", outFolder: machine.shared });
    rmSync(join(folder, "DEBIAN"), { recursive: true });
    const migrations = join(folder, "usr/lib/haidang/control-plane/src/store/embedded/migrations.ts");
    const text = readFileSync(migrations, "utf8");
    writeFileSync(
      migrations,
      text.replace(/\n\];\s*$/, "\n  `CREATE TABLE later (x INTEGER) STRICT;`,\n];\n"),
    );
    expect(readFileSync(migrations, "utf8")).toContain("CREATE TABLE later");
    appendFileSync(join(folder, "etc/haidang/haidang.env"), "# a line the next release adds\n");
    newer = makeDeb(centreDeb, { root, folder, version: next, outFolder: machine.shared });
  });
  afterAll(async () => {
    await end();
    machine?.close();
    rmSync(out, { recursive: true, force: true });
  });

  it("has a unit that gives little away and starts the control plane as npm start does", async () => {
    const path = join(machine.shared, "haidang.service");
    writeFileSync(path, unit);
    await ok("systemd-analyze", "security", "--offline=true", "--threshold=30", "/mnt/haidang.service");
    expect(unit).toContain(`ExecStart=/usr/lib/haidang/node ${youngHeap.join(" ")} `);
    expect((await ok("dpkg-deb", "-f", `/mnt/${basename(present)}`, "Depends")).split(", ")).not.toContain(
      "nodejs",
    );
    for (const name of ["postinst", "prerm", "postrm"])
      expect(readFileSync(join(root, "control-plane/package", name), "utf8")).not.toMatch(
        /curl|wget|https?:|npm|apt-/,
      );
  });

  it("installs, and is seen by nobody but its user and root", async () => {
    await install(present);
    const modes = await ok(
      "stat",
      "-c",
      "%U:%G %a %n",
      "/var/lib/haidang",
      "/etc/haidang",
      "/var/backups/haidang",
    );
    expect(modes.trim().split("\n")).toEqual([
      "haidang-server:haidang-server 700 /var/lib/haidang",
      "root:haidang-server 750 /etc/haidang",
      "haidang-server:haidang-server 700 /var/backups/haidang",
    ]);
    const foreign = await machine.run("find", "/usr/lib/haidang", "-perm", "/022", "-not", "-type", "l");
    expect(foreign).toEqual({ output: "", code: 0 });
    const grafana = await ok(
      "cat",
      "/usr/share/haidang/grafana/prometheus-vi/provisioning/dashboards/haidang.yaml",
    );
    expect(grafana).toContain("path: /usr/share/haidang/grafana/prometheus-vi/dashboards");
    expect(await ok("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/haidang.service")).toBe(
      "",
    );
  });

  it("starts the first time by itself: page, API, command line of root; others are told what they lack", async () => {
    expect(await begin()).toContain("the control plane listens");
    expect(await ok("curl", "-sf", "http://127.0.0.1:8700/")).toContain("<!doctype html>");
    expect(
      await ok("haidang", "inventory", "apply", "/usr/share/doc/haidang/examples/first", "--yes"),
    ).toMatch(/added/);
    const { data } = JSON.parse(await ok("haidang", "token", "create", "--scope", "ingest", "--json"));
    await ok(
      ...([
        "curl",
        "-sf",
        "-H",
        `Authorization: Bearer ${data.token}`,
        "--data-binary",
        "weather,site=co-to celsius=21",
      ] as const),
      "http://127.0.0.1:8700/write",
    );
    expect(await kept()).toEqual({ links: 2, points: [[expect.anything(), 21]] });
    const other = await machine.run(
      "setpriv",
      "--reuid=65534",
      "--clear-groups",
      "haidang",
      "status",
      "--lang",
      "en",
    );
    expect(other).toMatchObject({ code: 1 });
    expect(other.output).toMatch(/no key/);
    expect(await ok("haidang", "completion", "bash")).toBe(
      await ok("cat", "/usr/share/bash-completion/completions/haidang"),
    );
  });

  it("is upgraded with its data, and settings stay as they were changed", async () => {
    await ok("haidang", "store", "backup", "/var/backups/haidang/before", "--with-keys");
    await ok("sh", "-c", "echo HAIDANG_PUBLIC_URL=https://haidang.example.vn >> /etc/haidang/haidang.env");
    await end();
    await install(newer);
    expect(await ok("cat", "/etc/haidang/haidang.env")).toMatch(/\nHAIDANG_PUBLIC_URL=/);
    expect(await begin()).toContain("the control plane listens");
    expect(await kept()).toEqual({ links: 2, points: [[expect.anything(), 21]] });
    await end();
  });

  it("goes back one release: refused in words as long as the data are newer, and works with the backup", async () => {
    await install(present);
    const refused = await begin();
    expect(refused).toMatch(
      /records\.db was written by a newer version of Haidang.*restore a backup made before the upgrade/,
    );
    await end();
    await ok("mv", "/var/lib/haidang", "/var/lib/haidang.newer");
    await ok("haidang", "restore", "/var/backups/haidang/before");
    expect(await ok("find", "/var/lib/haidang", "-not", "-user", "haidang-server")).toBe("");
    expect(await begin()).toContain("the control plane listens");
    expect(await kept()).toEqual({ links: 2, points: [[expect.anything(), 21]] });
    await end();
  });

  it("leaves data and settings when it is removed, and nothing when it is purged but backups and the user", async () => {
    const ours = () => machine.written().filter((path) => path.includes("haidang"));
    await ok("dpkg", "--no-triggers", "-r", "haidang");
    expect(ours()).toContain("/var/lib/haidang/records.db");
    expect(ours()).toContain("/etc/haidang/haidang.env");
    expect(ours().filter((path) => path.startsWith("/usr/"))).toEqual([]);
    await ok("dpkg", "--no-triggers", "-P", "haidang");
    const left = ours().filter(
      (path) => !/^\/var\/(?:backups\/haidang\/before|lib\/haidang\.newer)\//.test(path),
    );
    expect(left).toEqual([]);
  });
});
