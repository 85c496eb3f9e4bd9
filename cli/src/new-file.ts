import { writeFile } from "node:fs/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import { language } from "./language.ts";
import { say } from "./words/words.ts";

/** Writes a file that is not there yet; nobody loses one to a name written twice. */
export async function writeNew(path: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: "wx" });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    throw new HaidangError("usage", say(language, "template.exists", { path }), {
      hint: say(language, "template.existsHint"),
      cause,
    });
  }
}
