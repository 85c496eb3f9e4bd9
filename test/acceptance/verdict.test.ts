import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { Cause, EvidenceKind, Verdict } from "@haidang/contract/verdict.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";
import { openProvince, type Place, type Province, startRouter } from "./province.ts";

const lacking = missing("root", "ip", "fping", "snmpd");
const links = ["cut", "dark", "stopped", "huyen", "far", "xa1", "xa2"] as const;
const upsProgram = fileURLToPath(new URL("./ups.ts", import.meta.url));

/** Asks the control plane, which serves its own machine only: the hub. */
const askScript = `const [url, key] = process.argv.slice(1);
  const answer = await fetch(url, { headers: { authorization: "Bearer " + key } });
  console.log(JSON.stringify(await answer.json()));`;

describe.skipIf(lacking.length > 0)(titled("why something is silent", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;
  let province: Province;
  let agent: ChildProcess;
  let dark: ChildProcess[] = [];
  const fellMs = new Map<string, number>();
  const backMs = new Map<string, number>();

  async function get<T>(path: string): Promise<T> {
    const key = readFileSync(join(haidang.data, "admin.key"), "utf8").trim();
    const line = ["--input-type=module", "-e", askScript, `${haidang.url}/api/v1/${path}`, key];
    const answer = JSON.parse(await lab.exec("hub", process.execPath, ...line));
    if (answer.data === undefined) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.data as T;
  }
  async function statuses(): Promise<Map<string, ObjectStatus>> {
    const { objects } = await get<{ objects: ObjectStatus[] }>("status");
    return new Map(objects.map((status) => [`${status.kind}/${status.id}`, status]));
  }
  /** Why, of an outage that lasts or that is over. */
  function why(subject: string): Promise<Verdict> {
    const question = new URLSearchParams({ subject });
    const [from, to] = [fellMs.get(subject), backMs.get(subject)];
    if (from !== undefined) question.set("from", new Date(from).toISOString());
    if (to !== undefined) question.set("to", new Date(to).toISOString());
    return get(`verdict?${question}`);
  }
  /** Waits for a verdict, and that its evidence says why. */
  async function expectVerdict(subject: string, cause: Cause, kinds: EvidenceKind[]): Promise<Verdict> {
    let seen: Verdict | undefined;
    const holds = async () => {
      seen = await why(subject);
      const told = seen.evidence.map(({ kind }) => kind);
      return seen.cause === cause && kinds.every((kind) => told.includes(kind));
    };
    await until(`${subject} is ${cause} by ${kinds.join(", ")}`, holds, 30_000, () =>
      JSON.stringify(seen, null, 1),
    );
    const verdict = seen as unknown as Verdict;
    const [first, ...others] = verdict.weighed;
    expect(first?.cause).toBe(cause);
    for (const other of others) expect(other.confidencePct).toBeLessThan(first?.confidencePct ?? 0);
    return verdict;
  }
  async function untilAll(
    subjects: readonly string[],
    state: ObjectStatus["class"],
    noted: Map<string, number>,
  ) {
    let now = new Map<string, ObjectStatus>();
    const holds = async () => {
      now = await statuses();
      return subjects.every((subject) => now.get(subject)?.class === state);
    };
    await until(`${subjects.join(", ")} are ${state}`, holds, 40_000, () =>
      subjects
        .map((subject) => `${subject} ${now.get(subject)?.class} ${now.get(subject)?.reason}`)
        .join("\n"),
    );
    for (const subject of subjects) noted.set(subject, now.get(subject)?.sinceMs ?? 0);
  }

  async function startDark(): Promise<void> {
    const ups = province.start("dark", process.execPath, [
      upsProgram,
      province.address("dark"),
      join(province.folder, "status"),
    ]);
    dark = [startRouter(province, "dark"), ups];
  }

  beforeAll(async () => {
    lab = await openLab("verdict");
    haidang = installHaidang(lab);
    const [opened] = await Promise.all([openProvince(lab), haidang.start()]);
    province = opened;
    writeFileSync(join(province.folder, "status"), "OL CHRG");
    const site = (place: Place, more = "") => `  - { id: ${place}, name: ${place}, unit: tinh${more} }`;
    const link = (place: Place, more = "") =>
      `  - { id: ${place}-1, name: Đường ${place}, site: ${place}, address: ${province.address(place)}, carrier: ${place}${more} }`;
    await haidang.apply(`
units: [{ id: tinh, name: Tỉnh, kind: province }]
sites:
${links.map((place) => site(place, place === "cut" || place === "stopped" ? `, agent: ${place}` : "")).join("\n")}
links:
${links.map((place) => link(place, place.startsWith("xa") ? ", from: huyen" : "")).join("\n")}
devices:
  - { id: dark-router, name: Router, site: dark, address: ${province.address("dark")}, ping: false, snmp: { community: bi-mat, intervalS: 5 } }
  - { id: dark-ups, name: UPS, site: dark, address: ${province.address("dark")}, ping: false, nut: { ups: ups, intervalS: 5 } }
`);
    await startDark();
    [, agent] = await Promise.all([
      province.startAgent("cut", haidang),
      province.startAgent("stopped", haidang),
    ]);
    const all = [...links.map((place) => `link/${place}-1`), "device/dark-router", "device/dark-ups"];
    await untilAll([...all, "link/cut-gateway", "link/stopped-gateway"], "up", new Map());
  });
  afterAll(async () => {
    await haidang?.stop();
    await province?.close();
    await lab?.close();
    await haidang?.remove();
  });

  it("tells four kinds of silence apart while they last and when they are over", async () => {
    writeFileSync(join(province.folder, "status"), "OB DISCHRG");
    await until(
      "the UPS says that it is on battery",
      async () => (await statuses()).get("device/dark-ups")?.reason === "on_battery",
      20_000,
    );
    const beganMs = Date.now();
    agent.kill("SIGKILL");
    for (const child of dark) child.kill("SIGKILL");
    await Promise.all([province.cut("cut"), province.cut("dark"), province.cut("huyen")]);
    const down = ["cut", "dark", "huyen", "xa1", "xa2"].map((place) => `link/${place}-1`);
    await untilAll(down, "down", fellMs);
    fellMs.set("agent/stopped", beganMs);

    // two communes behind a district: the district's link, which is down by itself
    for (const commune of ["link/xa1-1", "link/xa2-1"]) {
      const verdict = await expectVerdict(commune, "upstream", ["upstream_down"]);
      expect(verdict.upstream).toEqual({ kind: "link", id: "huyen-1" });
    }
    expect((await why("link/huyen-1")).weighed[0]?.cause).toBe("link_cut");
    // the UPS said so before
    await expectVerdict("link/dark-1", "power_lost", ["on_battery_before", "siblings_up"]);
    // its site answers
    await expectVerdict("agent/stopped", "agent_stopped", ["device_reached"]);
    // nothing yet but silence
    const guess = await why("link/cut-1");
    expect(guess).toMatchObject({
      cause: "not_known",
      weighed: [{ cause: "link_cut" }, {}, {}, {}, {}, {}, {}],
    });

    // long enough that what an agent measured meanwhile tells
    await until("the outage is long enough", () => Date.now() - beganMs > 24_000, 40_000);
    await startDark();
    await Promise.all([province.restore("cut"), province.restore("dark"), province.restore("huyen")]);
    await province.startAgent("stopped", haidang);
    await untilAll(down, "up", backMs);
    backMs.set("agent/stopped", Date.now());

    const cut = await expectVerdict("link/cut-1", "link_cut", ["backlog_measured_on"]);
    expect(cut.responsibility).toBe("carrier");
    await expectVerdict("link/dark-1", "power_lost", ["on_battery_before", "cold_start"]);
    await expectVerdict("agent/stopped", "agent_stopped", ["agent_restarted"]);
  });

  it("says that it is our own side when the hub itself is cut off", async () => {
    fellMs.clear();
    backMs.clear();
    await lab.cut();
    await untilAll(["link/far-1", "link/huyen-1", "link/xa1-1", "link/stopped-1"], "down", fellMs);
    for (const subject of fellMs.keys()) {
      const verdict = await expectVerdict(subject, "our_side", ["hub_lost_all"]);
      expect(verdict.responsibility).toBe("ours");
    }
  });
});
