import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openSnmpSession } from "../../agent/src/snmp/session.ts";
import { compareOids } from "../../agent/src/snmp/value.ts";

/** Recordings of real devices; they are not part of this repository, whose licence is another. */
export const recordingFolder =
  process.env["HAIDANG_SNMPREC"] ?? fileURLToPath(new URL("../../../shared/snmprec", import.meta.url));

export const recordingNames = existsSync(recordingFolder)
  ? readdirSync(recordingFolder)
      .filter((name) => name.endsWith(".snmprec"))
      .map((name) => name.replace(/\.snmprec$/, ""))
  : [];

const commands = ["snmpsim-command-responder", "snmpsimd"];
export const simulator = commands.find((command) => spawnSync(command, ["--help"]).error === undefined);

const capacity = z.object({ descr: z.string() });
const expectedSchema = z.object({
  ports: z.array(
    z.object({
      ifIndex: z.number(),
      ifName: z.string().optional(),
      ifDescr: z.string().optional(),
      ifAlias: z.string().optional(),
      ifType: z.string().optional(),
      ifSpeed: z.number().optional(),
      ifAdminStatus: z.string().optional(),
      ifOperStatus: z.string().optional(),
      ifInOctets: z.number().optional(),
      ifOutOctets: z.number().optional(),
      ifInErrors: z.number().optional(),
      ifOutErrors: z.number().optional(),
    }),
  ),
  sensors: z.array(
    z.object({ class: z.string(), oid: z.string(), descr: z.string(), value: z.number().nullable() }),
  ),
  processors: z.array(z.object({ oid: z.string(), percent: z.number() })).default([]),
  mempools: z.array(capacity.extend({ total_bytes: z.number(), used_bytes: z.number() })).default([]),
  storage: z.array(capacity.extend({ size: z.number(), used: z.number() })).default([]),
});
export type Expected = z.infer<typeof expectedSchema>;

/** What a long-lived product reads from a recording; undefined where only the device's identity was recorded. */
export function expectedOf(name: string): Expected | undefined {
  const path = join(recordingFolder, `${name}.expected.json`);
  return existsSync(path) ? expectedSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : undefined;
}

export interface Simulation {
  port: number;
  stop(): Promise<void>;
}

/** Serves every recording, its name being the community, from one simulator. */
export async function serveRecordings(command: string, port: number): Promise<Simulation> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-snmpsim-"));
  const data = join(folder, "data");
  const cache = join(folder, "cache");
  await mkdir(data);
  await mkdir(cache);
  for (const name of recordingNames) {
    const text = await readFile(join(recordingFolder, `${name}.snmprec`), "latin1");
    await writeFile(join(data, `${name}.snmprec`), cleanRecording(text), "latin1");
  }
  // Started by root it becomes another user, who has to reach both.
  for (const path of [folder, data, cache]) await chmod(path, 0o777);
  const asRoot = process.getuid?.() === 0;
  const child = spawn(
    command,
    [
      `--data-dir=${data}`,
      `--cache-dir=${cache}`,
      `--agent-udpv4-endpoint=127.0.0.1:${port}`,
      "--logging-method=null",
      ...(asRoot ? ["--process-user=nobody", "--process-group=nogroup"] : []),
    ],
    { stdio: "ignore" },
  );
  const stop = async () => {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswered(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

/** It answers only once it has indexed all recordings. */
async function untilAnswered(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the simulator ended with code ${child.exitCode}`);
    const session = openSnmpSession({
      ip: "127.0.0.1",
      port,
      version: "2c",
      community: recordingNames[0] ?? "",
      timeoutMs: 500,
      retries: 0,
    });
    const answered = await session.get(["1.3.6.1.2.1.1.2.0"]).then(
      () => true,
      () => false,
    );
    session.close();
    if (answered) return;
  }
  throw new Error("the simulator does not answer");
}

/** Lines that are variables, in the order of their OIDs; the rest was blanked when the recording was made public. */
function cleanRecording(text: string): string {
  const lines = text.split("\n").flatMap((line) => {
    const [, oid = "", type = "", value = ""] = /^(\d+(?:\.\d+)+)\|(\d+[xe]?)\|(.*?)\r?$/.exec(line) ?? [];
    return oid === "" ? [] : [{ oid, type: type === "40" ? "64" : type, value }];
  });
  return lines
    .toSorted((a, b) => compareOids(a.oid, b.oid))
    .map(({ oid, type, value }) => `${oid}|${type}|${value}\n`)
    .join("");
}
