import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";

const forOthers = 0o077;

/** Throws `data_folder` when other users of this machine could read or enter it. Nothing there is fine. */
export function refuseWiderMode(path: string, mend: string): void {
  if (!existsSync(path)) return;
  const mode = statSync(path).mode & 0o777;
  if ((mode & forOthers) === 0) return;
  throw new HaidangError(
    "data_folder",
    `${path} can be read by other users of this machine (mode ${mode.toString(8)})`,
    { hint: mend },
  );
}

/** Written so that after a power cut it is the old file or the new one, for its owner alone. */
export function writePrivateFile(path: string, text: string): void {
  const draft = `${path}.tmp`;
  const file = openSync(draft, "w", 0o600);
  try {
    // a draft left by a crash may have any mode
    fchmodSync(file, 0o600);
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
