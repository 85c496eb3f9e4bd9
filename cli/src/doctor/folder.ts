import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "@haidang/contract/text.ts";
import type { Place } from "../client/place.ts";
import type { Finding } from "../format/doctor.ts";
import { say } from "../words/words.ts";

/** The data folder and the key in it: there, and for their owner only. */
export async function folderFindings(place: Place, language: Language): Promise<Finding[]> {
  const { folder, key, keyFrom } = place;
  if (folder === undefined) {
    const outcome = key === undefined ? "warn" : "ok";
    const message = say(language, "doctor.noFolder");
    return [
      outcome === "ok"
        ? { check: "folder", outcome, message }
        : { check: "folder", outcome, message, hint: say(language, "doctor.noFolderHint") },
    ];
  }
  const findings = [await modeFinding("folder", folder, language)];
  if (key !== undefined && keyFrom === join(folder, "admin.key")) {
    findings.push(await modeFinding("keyFile", keyFrom, language));
  }
  return findings;
}

async function modeFinding(check: "folder" | "keyFile", path: string, language: Language): Promise<Finding> {
  const mode = await modeOf(path);
  if (mode === undefined) {
    const hint = say(language, "doctor.noFolderHint");
    return { check, outcome: "fail", message: say(language, "doctor.missing", { path }), hint };
  }
  return judgeMode(check, path, mode, language);
}

/** Permission bits, or undefined for what is not there. */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** What others on this machine may do with the folder or the key. */
export function judgeMode(
  check: "folder" | "keyFile",
  path: string,
  mode: number,
  language: Language,
): Finding {
  const octal = mode.toString(8).padStart(3, "0");
  const wanted = check === "folder" ? "700" : "600";
  const message = say(language, check === "folder" ? "doctor.folder" : "doctor.keyFile", {
    path,
    mode: octal,
  });
  if ((mode & 0o077) === 0) return { check, outcome: "ok", message };
  const hint = say(language, "doctor.modeHint", { wanted, path });
  // A folder others may look into is untidy; a key they may read is theirs.
  const outcome = check === "keyFile" || (mode & 0o022) !== 0 ? "fail" : "warn";
  return { check, outcome, message: `${message}: ${say(language, "doctor.modeOpen")}`, hint };
}
