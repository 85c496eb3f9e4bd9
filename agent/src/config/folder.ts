import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { errorText } from "../self/log.ts";

/** Makes the data folder, readable by its owner only; one that is in use already stays as it is. Throws a HaidangError `data_folder`. */
export function makeFolder(folder: string): void {
  try {
    makeAll(folder);
    if (!existsSync(join(folder, "agent.key"))) chmodSync(folder, 0o700);
  } catch (error) {
    throw new HaidangError("data_folder", `The data folder ${folder} cannot be used: ${errorText(error)}.`, {
      hint: "Give the agent a folder of its own with HAIDANG_AGENT_DATA, owned by the user it runs as.",
      cause: error,
    });
  }
}

/** Not `recursive: true`: under /proc, where nothing can be made, that one never comes back. */
function makeAll(folder: string): void {
  if (existsSync(folder)) return;
  makeAll(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** Writes a private file so that after a power cut it is the old one or the new one, never half of either. */
export function writePrivate(path: string, text: string): void {
  const draft = `${path}.tmp`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The JSON in a file; undefined when there is no file, `damaged` when it is not JSON. */
export function readJson(path: string): { value: unknown } | "damaged" | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new HaidangError("data_folder", `${path} cannot be read: ${errorText(error)}.`, {
      hint: "Make it readable for the user the agent runs as.",
      cause: error,
    });
  }
  try {
    return { value: JSON.parse(text) };
  } catch {
    // the caller says which file it is and goes on without it
    return "damaged";
  }
}
