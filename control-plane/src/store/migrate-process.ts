import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { openDataFolder } from "../config/data-folder.ts";
import { readStoreAddress, type StoreCredentials } from "../config/store-address.ts";
import { countDays, type Migrated, type Moved, migrate } from "./migrate.ts";
import { openSeriesStore } from "./open.ts";

/**
 * What `haidang store migrate` runs: a process of its own, as stores in a data folder belong to one process. Takes
 * its task as one argument of JSON and tells of it in lines of JSON.
 */
const taskSchema = z.object({
  from: z.string(),
  to: z.string(),
  data: z.string(),
  sinceMs: z.number(),
  dryRun: z.boolean(),
});
type Task = z.infer<typeof taskSchema>;

const stateSchema = z.object({
  from: z.string(),
  to: z.string(),
  sinceMs: z.number(),
  moved: z.record(z.string(), z.number()),
});
type State = z.infer<typeof stateSchema>;

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** `HAIDANG_FROM_...` and `HAIDANG_TO_...`, else what the control plane itself is given. */
function credentials(side: "FROM" | "TO"): StoreCredentials {
  const read = (name: string) =>
    process.env[`HAIDANG_${side}_${name}`] ?? process.env[`HAIDANG_STORE_${name}`];
  return { username: read("USER"), password: read("PASSWORD"), token: read("TOKEN") };
}

/** Passwords in addresses are no part of what is written down. */
function named(text: string): string {
  return text.replace(/\/\/[^/@]*@/g, "//");
}

async function run(task: Task): Promise<Migrated> {
  const { file } = openDataFolder(task.data);
  const fromAddress = readStoreAddress(task.from, "--from");
  const toAddress = readStoreAddress(task.to, "--to");
  if (named(task.from) === named(task.to)) {
    throw new HaidangError("usage", "--from and --to are the same store");
  }
  const from = await openSeriesStore({ ...fromAddress, ...credentials("FROM") }, { file });
  try {
    if (task.dryRun) return { days: await countDays(from, task.sinceMs, Date.now()), shortfalls: [] };
    const to = await openSeriesStore(
      { ...toAddress, ...credentials("TO") },
      { file, maxNewPerAgent: Number.POSITIVE_INFINITY },
    );
    try {
      const path = file("migrate.json");
      const moved = openMoved(path, task);
      const { sinceMs } = task;
      const onProgress = (progress: object) => tell({ progress });
      const result = await migrate({ from, to, sinceMs, moved, now: Date.now, onProgress });
      if (result.shortfalls.length === 0) rmSync(path, { force: true });
      return result;
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** Of the same task, as far as it came; of another, afresh. */
function openMoved(path: string, { from, to, sinceMs }: Task): Moved {
  const task = { from: named(from), to: named(to), sinceMs };
  const known = readState(path);
  const isSame = known?.from === task.from && known.to === task.to && known.sinceMs <= sinceMs;
  const moved = new Map(isSame ? Object.entries(known.moved) : []);
  const key = (measurement: string, dayMs: number) => JSON.stringify([measurement, dayMs]);
  return {
    get: (measurement, dayMs) => moved.get(key(measurement, dayMs)),
    set(measurement, dayMs, samples) {
      moved.set(key(measurement, dayMs), samples);
      const state: State = { ...task, moved: Object.fromEntries(moved) };
      writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

function readState(path: string): State | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
  } catch (error) {
    // a damaged note costs only that days are moved again
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

try {
  tell({ result: await run(taskSchema.parse(JSON.parse(process.argv[2] ?? "{}"))) });
} catch (error) {
  if (!(error instanceof HaidangError)) throw error;
  tell(error.body());
}
