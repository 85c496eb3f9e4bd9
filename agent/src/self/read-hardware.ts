import { execFile } from "node:child_process";
import { type Hardware, hardwareSchema } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";

const deadlineMs = 20_000;
const mostBytes = 64 * 1024;

/**
 * Asks a short-lived program what this machine is built of: `script` prints it as JSON. Throws a HaidangError when it has
 * not within 20 s, or prints something else; an AbortError when told to stop.
 */
export async function readHardware(
  script: string,
  signal: AbortSignal,
  withinMs = deadlineMs,
): Promise<Hardware> {
  const text = await run(script, signal, withinMs);
  try {
    return hardwareSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw fault("printed something else than hardware", cause);
  }
}

function run(script: string, signal: AbortSignal, withinMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...process.execArgv, script],
      { signal, timeout: withinMs, killSignal: "SIGKILL", maxBuffer: mostBytes },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (signal.aborted) reject(error);
        else if (error.killed === true && typeof error.code !== "string") {
          reject(fault(`had not ended after ${withinMs / 1000} s`, error));
        } else reject(fault(deviceText(stderr.trim() || error.message), error));
      },
    );
  });
}

function fault(how: string, cause: unknown): HaidangError {
  return new HaidangError("internal", `the program that reads this machine's hardware ${how}`, { cause });
}
