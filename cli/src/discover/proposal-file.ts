import { open, unlink } from "node:fs/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";

/** A new file to be written at the end of long work. */
export interface PendingFile {
  write(text: string): Promise<void>;
  /** Takes the empty file away again. */
  discard(): Promise<void>;
}

/** Makes the file now, so that what is wrong with it is told before minutes are spent. For its owner's eyes only. */
export async function reserveFile(path: string, language: Language): Promise<PendingFile> {
  try {
    const file = await open(path, "wx", 0o600);
    return {
      async write(text) {
        await file.writeFile(text, "utf8");
        await file.sync();
        await file.close();
      },
      async discard() {
        await file.close();
        await unlink(path);
      },
    };
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    const key = why === "EEXIST" ? "discover.fileThere" : "discover.fileFault";
    throw new HaidangError("usage", say(language, key, { path, why }), {
      hint: say(language, `${key}Hint`),
      cause,
    });
  }
}
