import { execFile } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { isatty, ReadStream } from "node:tty";
import { promisify } from "node:util";
import { Failure } from "./outcome.ts";

/** What a modem said, without its last word. */
export interface ModemAnswer {
  /** `OK`, `>` (it waits for a text), `ERROR`, `+CMS ERROR: 500`. */
  final: string;
  lines: string[];
}

/** A modem on a serial line (3GPP TS 27.007). One command at a time. */
export interface Modem {
  /** Rejects with `Failure` when it is gone or silent for `withinMs`, and with the signal's reason. */
  ask(text: string, withinMs: number): Promise<ModemAnswer>;
  close(): void;
}

const runFile = promisify(execFile);
const mostAnswerLength = 8192;
const finalLine = /(?:^|[\r\n])(OK|ERROR|\+CM[ES] ERROR: ?[^\r\n]{1,80}|NO CARRIER)[\r\n]|(?:^|[\r\n])(>) ?$/;

export async function openModem(
  { device, baud }: { device: string; baud: number },
  signal: AbortSignal,
): Promise<Modem> {
  const path = await realpath(device).catch(() => undefined);
  if (path === undefined || !path.startsWith("/dev/")) {
    throw new Failure("unreachable", `there is no ${device}: is the modem plugged in?`);
  }
  await makeRaw(path, baud, signal);
  return talk(openLine(path), { device, signal });
}

/** Bytes as they are, at this rate, without waiting for a carrier; its own program knows every kind of line. */
async function makeRaw(path: string, baud: number, signal: AbortSignal): Promise<void> {
  const modes = ["raw", "-echo", "clocal", "cread", "cs8", "-parenb", "-cstopb"];
  try {
    await runFile("stty", ["-F", path, String(baud), ...modes], { signal, timeout: 5000 });
  } catch (error) {
    signal.throwIfAborted();
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw new Failure("misconfigured", `${path} cannot be set up as a serial line: ${said}`);
  }
}

function openLine(path: string): ReadStream {
  let opened: number | undefined;
  try {
    opened = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    if (!isatty(opened)) throw new Error("it is no serial line");
    return new ReadStream(opened);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(
      "misconfigured",
      `${path} cannot be opened (${why}): let this user into the group dialout`,
    );
  } finally {
    // the stream has opened the line once more for itself
    if (opened !== undefined) closeSync(opened);
  }
}

function talk(stream: ReadStream, { device, signal }: { device: string; signal: AbortSignal }): Modem {
  let heard = "";
  let waiting: { resolve: (answer: ModemAnswer) => void; reject: (fault: unknown) => void } | undefined;
  let isGone = false;
  const gone = () => {
    isGone = true;
    waiting?.reject(new Failure("modem_fault", `the modem on ${device} is gone`));
  };
  const abort = () => waiting?.reject(signal.reason);
  signal.addEventListener("abort", abort);
  stream.on("error", gone);
  stream.on("end", gone);
  stream.setEncoding("latin1").on("data", (chunk: string) => {
    heard = (heard + chunk).slice(-mostAnswerLength);
    const found = finalLine.exec(heard);
    if (found === null) return;
    const lines = heard
      .slice(0, found.index)
      .split(/[\r\n]+/)
      .filter((line) => line !== "");
    heard = "";
    waiting?.resolve({ final: found[1] ?? found[2] ?? "", lines });
  });

  return {
    async ask(text, withinMs) {
      signal.throwIfAborted();
      const gate = Promise.withResolvers<ModemAnswer>();
      const timer = setTimeout(() => {
        gate.reject(new Failure("timeout", `the modem on ${device} says nothing for ${withinMs / 1000} s`));
      }, withinMs);
      heard = "";
      waiting = gate;
      if (isGone) gone();
      else stream.write(text);
      try {
        return await gate.promise;
      } finally {
        clearTimeout(timer);
        waiting = undefined;
      }
    },
    close() {
      signal.removeEventListener("abort", abort);
      stream.destroy();
    },
  };
}
