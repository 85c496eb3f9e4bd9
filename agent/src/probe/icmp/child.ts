import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { deviceText } from "@haidang/contract/text.ts";
import type { ToolFault } from "./echo.ts";
import { lineSplitter } from "./fping-line.ts";

export interface ChildEnd {
  /** Absent when the program could not be started or was ended by a signal. */
  exitCode?: number;
  /** Code of the error that kept it from starting, e.g. `ENOENT`. */
  startError?: string;
  /** Last words on stderr. */
  words: string;
}

export interface RunningChild {
  kill(): void;
  readonly ended: Promise<ChildEnd>;
}

/**
 * Runs a program with an argument array, never through a shell, and hands over its lines as they come (both
 * streams). `ended` never rejects.
 */
export function runChild(
  command: string,
  parameters: readonly string[],
  onLine: (line: string) => void,
): RunningChild {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(command, parameters, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], LC_ALL: "C" },
  });
  let words = "";
  const read = (stream: Readable, onText: (line: string) => void) => {
    const split = lineSplitter(onText);
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => split(chunk));
  };
  read(child.stdout, onLine);
  read(child.stderr, (line) => {
    if (line.trim() !== "") words = line;
    onLine(line);
  });
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      resolve({ startError: error.code ?? error.message, words: deviceText(error.message, 160) });
    });
    child.once("close", (exitCode) => {
      resolve({ ...(exitCode === null ? {} : { exitCode }), words: deviceText(words, 160) });
    });
  });
  return { kill: () => void child.kill("SIGKILL"), ended };
}

/** Why a tool that sends echo requests did not run, with how to mend it where that is known. */
export function toolFault(tool: string, end: ChildEnd): ToolFault {
  if (end.startError === "ENOENT") {
    return {
      reason: "tool_missing",
      detail: `${tool} is not installed; on Debian: apt install ${packageOf(tool)}`,
    };
  }
  const forbidden =
    end.startError === "EPERM" ||
    end.startError === "EACCES" ||
    /must run as root|not permitted|permission denied|raw socket/i.test(end.words);
  if (forbidden) {
    return {
      reason: "no_permission",
      detail: `${tool} may not open raw sockets; run: sudo setcap cap_net_raw+ep "$(command -v ${tool})"; in a container add the capability NET_RAW`,
    };
  }
  const how = end.exitCode === undefined ? (end.startError ?? "a signal") : `exit code ${end.exitCode}`;
  return {
    reason: "agent_fault",
    detail: deviceText(`${tool} ended by ${how}${end.words === "" ? "" : `: ${end.words}`}`),
  };
}

function packageOf(tool: string): string {
  return tool === "ping" ? "iputils-ping" : tool;
}
