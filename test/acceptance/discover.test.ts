import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Status } from "@haidang/contract/api.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { DiscoverRow } from "../../cli/src/format/discover.ts";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";
import { openOffice } from "./office.ts";

const lacking = missing("root", "ip", "iptables", "fping", "snmpd", "sipp", "openssl");

const cli = fileURLToPath(new URL("../../cli/bin/haidang.js", import.meta.url));

const asking = [
  ...["--community", "public", "--community", "bi-mat"],
  ...["--v3-user", "giam-sat", "--v3-auth-key", "khoa-ky-rieng", "--v3-privacy-key", "khoa-ma-rieng"],
];

/** All that a stream brought so far. */
function textOf(stream: Readable | null): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

describe.skipIf(lacking.length > 0)(titled("an office nobody has written down", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;
  let folder: string;
  let file: string;

  /** Packets to the host that answers none. */
  async function droppedPackets(): Promise<number> {
    const rules = await lab.exec("site", "iptables", "-nvxL", "INPUT");
    return Number(/^\s*(\d+)\s+\d+\s+DROP/m.exec(rules)?.[1]);
  }

  beforeAll(async () => {
    lab = await openLab("office");
    folder = mkdtempSync(join(tmpdir(), "haidang-office-"));
    file = join(folder, "proposed.yaml");
    await openOffice(lab, folder);
    haidang = installHaidang(lab);
    await haidang.start();
    await until(
      "the gateway is found",
      async () => (await haidang.ask<Status>("status")).data.objects.some(({ kind }) => kind === "link"),
      20_000,
    );
  });
  afterAll(async () => {
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is found, each host for what it is", async () => {
    const { data: rows } = await haidang.ask<DiscoverRow[]>(
      ...["discover", "10.77.0.0/24", ...asking, "--all", "--out", file],
    );
    const found = rows.map(({ address, roles, name, foundBy }) => [
      address.replace("10.77.0.", "."),
      roles.join(" "),
      name.replace("10.77.0.", "."),
      foundBy.join(", "),
    ]);
    expect(found).toEqual([
      [".1", "echoOnly", ".1", "echo"],
      [".11", "device", "Cái Chiên SW 1", "echo, SNMP 2c"],
      [".12", "device", 'evil [31m"] # - { id: $(reboot) }: &a *a', "echo, SNMP 2c"],
      [".13", "device", "ups-phong-may", "echo, SNMP 3"],
      [".14", "device", "may-in-cu", "echo, SNMP 1"],
      [".21", "video", ".21", "echo, SIP udp"],
      [".31", "service", "Cổng dịch vụ công & một cửa", "echo, HTTP"],
      [".32", "service", "may-in.co-to.vn", "echo, HTTPS"],
      [".33", "service", "Who are you?", "echo, HTTP"],
      [".41", "video", ".41", "echo, H.323"],
      [".42", "service", ".42", "echo, DNS"],
      [".51", "echoOnly", ".51", "echo"],
      [".52", "silent", ".52", "ARP"],
      [".254", "echoOnly", ".254", "echo"],
    ]);
    // the gateway is the agent's own find
    expect(rows.find(({ knownAs }) => knownAs !== null)).toMatchObject({ address: "10.77.0.254" });
    expect(JSON.stringify(rows)).not.toMatch(/bi-mat|khoa-/);
  });

  it("is proposed as a file for its owner's eyes, which validates and is not overwritten", async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    const { stdout, code } = await haidang.cli("inventory", "validate", file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("ups-phong-may") });
    const again = await haidang.cli("discover", "10.77.0.0/24", "--out", file);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("exists already") });
  });

  it("is watched once that file is applied, and then known", async () => {
    await haidang.apply(readFileSync(file, "utf8"));
    const wanted = ["device/cai-chien-sw-1", "device/ups-phong-may", "device/may-in-cu"];
    wanted.push("video/10.77.0.21", "video/10.77.0.41", "service/may-in.co-to.vn", "service/10.77.0.42");
    let seen: string[] = [];
    await until(
      "what was proposed is up",
      async () => {
        const { data } = await haidang.ask<Status>("status");
        seen = data.objects.map((object) => `${object.kind}/${object.id} ${object.class}`);
        return wanted.every((object) => seen.includes(`${object} up`));
      },
      60_000,
      () => seen.join("\n"),
    );
    const { stdout } = await haidang.cli("discover", "10.77.0.8/29", ...asking, "-o", "yaml");
    expect(stdout).toContain("so not here: 4");
    expect(parse(stdout)).toBeNull();
  });

  it("gives what it has when Ctrl-C is pressed", async () => {
    const before = await droppedPackets();
    const child = lab.start(
      "hub",
      process.execPath,
      [cli, "discover", "10.77.0.0/24", ...asking, "-o", "yaml", "--data", haidang.data],
      { env: { HAIDANG_LANG: "en" } },
    );
    const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
    const exited = once(child, "close");
    // more than the two echo requests: the sweep is over, and the silent host is being asked
    await until("a silent host is asked", async () => (await droppedPackets()) > before + 2, 20_000);
    child.kill("SIGINT");
    const [code] = await exited;
    expect({ code, stderr: stderr() }).toEqual({ code: 130, stderr: expect.stringContaining("stopped") });
    expect(stdout()).toContain("The search was stopped before its end");
    expect(parse(stdout())).not.toBeUndefined();
  });

  it("and an empty subnet is done with in less than 15 s", async () => {
    const startedAt = Date.now();
    const { stdout, code } = await haidang.cli("discover", "10.88.0.0/24");
    expect({ stdout, code }).toEqual({ stdout: "nothing answers in 10.88.0.0/24\n", code: 0 });
    expect(Date.now() - startedAt).toBeLessThan(15_000);
  });
});
