import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";

/**
 * The password of a video point: from the environment, else asked for at a terminal without showing what is typed.
 * Never a flag, which every list of processes shows. Undefined where nobody can be asked, or nothing was typed.
 */
export async function videoPassword(language: Language): Promise<string | undefined> {
  const known = process.env["HAIDANG_VIDEO_PASSWORD"];
  if (known !== undefined && known !== "") return known;
  if (process.stdin.isTTY !== true) return undefined;
  const password = await askHidden(say(language, "probe.password"));
  return password === "" ? undefined : password;
}

/** Asks at a terminal without showing what is typed; empty when nothing was. */
export async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  const { promise: given, resolve } = Promise.withResolvers<string>();
  lines.once("line", resolve);
  lines.once("close", () => resolve(""));
  const password = await given;
  lines.close();
  process.stderr.write("\n");
  return password;
}
