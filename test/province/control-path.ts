import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";

const fileOf = (dataFolder: string) => join(dataFolder, "demo-control");

/** Says where the control socket is: its own path has to be short, that of a data folder may be long. */
export function writeControlPath(dataFolder: string, path: string): void {
  writeFileSync(fileOf(dataFolder), path, { mode: 0o600 });
}

/** Where the simulator of a data folder hears wishes; a HaidangError when none was ever started on it. */
export function readControlPath(dataFolder: string): string {
  try {
    return readFileSync(fileOf(dataFolder), "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    throw new HaidangError("not_found", `no province is played with the data folder ${dataFolder}`, {
      hint: "npm run demo plays one; HAIDANG_DATA names another folder",
    });
  }
}
