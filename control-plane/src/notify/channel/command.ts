import { type ChildProcess, spawn } from "node:child_process";
import { realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ChannelOf } from "@haidang/contract/channel.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { jsonBody } from "./body.ts";
import type { Deliver, Delivered } from "./channel.ts";
import { Failure, outcomeOf, undelivered } from "./outcome.ts";

const mostOutputBytes = 4096;
/** EX_TEMPFAIL of sysexits.h. */
const tryLaterExit = 75;
const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" };

/**
 * A program with the arguments as they stand, never a shell: nothing of the message is an argument. Exit status 0 is
 * delivered, 75 try later.
 */
export const deliverCommand: Deliver<ChannelOf<"command">> = (channel, message, io) =>
  outcomeOf(`commands/${channel.program}`, async () => {
    const program = await findProgram(io.folder, channel.program);
    const contacts = message.contacts.map(({ id, name, email, phone, telegram }) => ({
      ...{ id, name: deviceText(name), email, phone, telegram },
    }));
    const body = jsonBody(message, { shortText: deviceText(message.shortText), contacts });
    const bounded = AbortSignal.any([io.signal, AbortSignal.timeout(channel.timeoutS * 1000)]);
    return run({ program, args: channel.arguments, body, folder: dirname(program) }, bounded);
  });

/** The file itself, and nothing a link leads to elsewhere or others may write. Throws `misconfigured`. */
async function findProgram(folder: string, name: string): Promise<string> {
  const shown = `commands/${name}`;
  const place = join(folder, "commands");
  const file = await realpath(join(place, name)).catch(() => undefined);
  if (file === undefined) {
    throw new Failure("misconfigured", `there is no ${shown} in the data folder: put the program there`);
  }
  if (dirname(file) !== (await realpath(place))) {
    throw new Failure("misconfigured", `${shown} leads out of the folder: put the program itself there`);
  }
  const { mode, uid } = await stat(file);
  const mine = process.getuid?.() ?? uid;
  if ((mode & 0o022) !== 0 || (uid !== 0 && uid !== mine)) {
    throw new Failure("misconfigured", `${shown} may be written by others: chmod go-w it, and own it`);
  }
  if ((mode & 0o111) === 0) throw new Failure("misconfigured", `${shown} is no program: chmod u+x it`);
  return file;
}

interface Run {
  program: string;
  args: readonly string[];
  body: string;
  folder: string;
}

async function run({ program, args, body, folder }: Run, signal: AbortSignal): Promise<Delivered> {
  signal.throwIfAborted();
  // a group of its own, so that what it starts ends with it
  const child = spawn(program, args, { cwd: folder, env: environment, detached: true, shell: false });
  const output = collect(child);
  const { promise, resolve, reject } = Promise.withResolvers<number | string>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  child.once("error", (error) => {
    reject(new Failure("misconfigured", `the program cannot be started: ${error.message}`));
  });
  child.once("exit", (code, by) => resolve(code ?? by ?? "unknown"));
  // a program need not read what it is told
  child.stdin.on("error", () => child.stdin.destroy());
  child.stdin.end(body);
  try {
    return exitOutcome(await promise, output());
  } finally {
    signal.removeEventListener("abort", abort);
    endGroup(child);
  }
}

function exitOutcome(exit: number | string, said: string): Delivered {
  if (exit === 0) return said === "" ? { ok: true } : { ok: true, detail: said };
  const detail = typeof exit === "number" ? `exit status ${exit}: ${said}` : `ended by ${exit}: ${said}`;
  return undelivered(exit === tryLaterExit ? "limited" : "program_failed", detail);
}

/** The beginning of what it writes; the rest is read and forgotten, so that it does not wait for a reader. */
function collect(child: ReturnType<typeof spawn>): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      if (text.length < mostOutputBytes) text += chunk;
    });
  }
  return () => deviceText(text, 200);
}

function endGroup(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // nobody of the group is left, or what is left became another user's
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
