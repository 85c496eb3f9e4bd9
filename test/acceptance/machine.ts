import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * This machine as it is, to install things on: whatever is written goes into memory and is gone afterwards, and its
 * network is a loopback of its own. Packages are installed by the real dpkg; systemd does not run in it.
 */
export interface Machine {
  /** Folder of both sides: a file put here is in `/mnt` there. */
  shared: string;
  /** Runs a program as root; never rejects because of its exit code. */
  run(command: string, ...args: string[]): Promise<{ output: string; code: number }>;
  start(command: string, ...args: string[]): ChildProcess;
  /** Paths that were written and are not deleted again, without what a folder is there for. */
  written(): string[];
  close(): void;
}

// the folders of the kernel are mounted; what is mounted elsewhere on this machine is not there
const script = `
  set -e
  mount -t tmpfs -o size=900m,mode=755 tmpfs "$1"
  mkdir "$1/upper" "$1/work" "$1/root"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
  mount -t proc proc "$1/root/proc"
  mount --rbind /dev "$1/root/dev"
  mount -t tmpfs tmpfs "$1/root/run"
  mount -t tmpfs tmpfs "$1/root/tmp"
  mount --bind "$2" "$1/root/mnt"
  ip link set lo up
  echo ready
  exec cat`;

/** Whether such machines can be made here; needs root. */
export function canOverlay(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "haidang-overlay-"));
  try {
    const words = ["--mount", "--net", "sh", "-c", script.replace("exec cat", ""), "sh", folder, folder];
    execFileSync("unshare", words, { stdio: "ignore" });
    return true;
  } catch {
    // a kernel or a container that does not let us: the suite's title says so
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes one; the process that holds it ends with ours, and everything with it. */
export async function openMachine(): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), "haidang-machine-"));
  const shared = join(folder, "shared");
  const mounted = join(folder, "mounted");
  for (const path of [shared, mounted]) mkdirSync(path);
  const holder = spawn("unshare", ["--mount", "--net", "sh", "-c", script, "sh", mounted, shared], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    holder.stdout?.once("data", () => resolve());
    holder.once("exit", (code) => reject(new Error(`no machine could be made: exit ${code}`)));
  });
  const inside = (command: string, args: readonly string[]): [string, string[]] => [
    "nsenter",
    [
      ...["-t", String(holder.pid), "-m", "-n", "chroot", join(mounted, "root"), "env", "-i"],
      ...["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/root", command, ...args],
    ],
  ];
  return {
    shared,
    async run(command, ...args) {
      try {
        const { stdout, stderr } = await run(...inside(command, args), { maxBuffer: 64 * 1024 * 1024 });
        return { output: stdout + stderr, code: 0 };
      } catch (error) {
        if (!(error instanceof Error && "stdout" in error && "stderr" in error && "code" in error))
          throw error;
        return { output: `${error.stdout}${error.stderr}`, code: Number(error.code) };
      }
    },
    start: (command, ...args) => spawn(...inside(command, args), { stdio: ["ignore", "pipe", "pipe"] }),
    written() {
      const upper = `/proc/${holder.pid}/root${join(mounted, "upper")}`;
      return readdirSync(upper, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() || entry.isSymbolicLink())
        .map((entry) => join(entry.parentPath, entry.name).slice(upper.length));
    },
    close() {
      holder.removeAllListeners("exit");
      holder.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
