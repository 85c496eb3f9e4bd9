import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./folder.ts";

export interface LogFile {
  path: string;
  /** Appends one line. A disk that takes no more loses the line, told once to `onFault`. */
  append(line: string): void;
  close(): void;
}

const tenMebibytes = 10 * 1024 * 1024;

/** A file that is appended to, and becomes `<path>.1` when it has grown to `rotateAtBytes`. */
export function openLogFile(
  path: string,
  onFault: (detail: string) => void,
  rotateAtBytes = tenMebibytes,
): LogFile {
  makeFolder(dirname(path));
  let handle = openSync(path, "a", 0o600);
  let bytes = fstatSync(handle).size;
  let hasFailed = false;

  function rotate(): void {
    renameSync(path, `${path}.1`);
    closeSync(handle);
    handle = openSync(path, "a", 0o600);
    bytes = 0;
  }

  return {
    path,
    append(line) {
      try {
        if (bytes >= rotateAtBytes) rotate();
        bytes += writeSync(handle, `${line}\n`);
        hasFailed = false;
      } catch (error) {
        if (!hasFailed) onFault(String(error));
        hasFailed = true;
      }
    },
    close: () => closeSync(handle),
  };
}
