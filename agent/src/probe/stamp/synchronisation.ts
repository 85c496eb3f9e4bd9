import { execFile } from "node:child_process";
import { unsynchronised } from "./clock.ts";
import type { ClockError } from "./timestamp.ts";

/** Runs a program; its output, or undefined when it is missing, fails or takes too long. */
export type RunCommand = (command: string, parameters: readonly string[]) => Promise<string | undefined>;

const deadlineMs = 2000;
const againMs = 60_000;

/** systemd-timesyncd does not tell how far it may be off; this is what it is trusted with, ms. */
const timesyncdErrorMs = 50;

function run(command: string, parameters: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settings = {
      timeout: deadlineMs,
      maxBuffer: 65_536,
      env: { PATH: process.env["PATH"], LC_ALL: "C" },
    };
    execFile(command, parameters, settings, (error, output) => resolve(error === null ? output : undefined));
  });
}

/** Whether this machine's clock follows a common one, and how far off it may be: chrony knows, systemd partly. */
export async function readSynchronisation(command: RunCommand = run): Promise<ClockError> {
  const tracking = await command("chronyc", ["-c", "tracking"]);
  if (tracking !== undefined) return parseTracking(tracking);
  const shown = await command("timedatectl", ["show", "-p", "NTPSynchronized", "--value"]);
  return shown?.trim() === "yes" ? { synchronised: true, errorMs: timesyncdErrorMs } : unsynchronised;
}

/** `chronyc -c tracking`: the clock is within |system time| + root dispersion + half the root delay. */
export function parseTracking(line: string): ClockError {
  const columns = line.trim().split(",");
  const seconds = (at: number): number => Number(columns[at] || Number.NaN);
  const errorMs = 1000 * (Math.abs(seconds(4)) + seconds(11) + seconds(10) / 2);
  const follows = columns[13] === "Normal" && Number.isFinite(errorMs);
  return follows ? { synchronised: true, errorMs } : unsynchronised;
}

export interface ClockErrorKeeper {
  /** As last read; unsynchronised before that. */
  get: () => ClockError;
  /** Reads at once and then each minute, for as long as it is wanted. */
  use: (isWanted: boolean) => void;
}

/** How well this machine's clock is kept, known without waiting. */
export function keepClockError(read: () => Promise<ClockError>): ClockErrorKeeper {
  let clockError = unsynchronised;
  let timer: NodeJS.Timeout | undefined;
  const ask = async (): Promise<void> => {
    clockError = await read();
  };
  return {
    get: () => clockError,
    use(isWanted) {
      if (isWanted === (timer !== undefined)) return;
      clearInterval(timer);
      timer = isWanted ? setInterval(() => void ask(), againMs) : undefined;
      if (isWanted) void ask();
    },
  };
}
