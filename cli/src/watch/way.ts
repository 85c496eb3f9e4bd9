import { spawn } from "node:child_process";
import { deviceText } from "@haidang/contract/text.ts";
import type { Standing } from "./watch.ts";

/** What is told, as people read it and as programs do. */
export interface Word {
  /** The same each time the same is told: receivers tell repetitions by it. */
  id: string;
  url: string;
  event: Standing;
  atMs: number;
  /** Since when it is, or was, silent. */
  sinceMs: number;
  subject: string;
  text: string;
}

/** One way of telling; rejects, saying why, when the word did not get out. */
export interface Way {
  name: string;
  tell(word: Word): Promise<void>;
}

const withinMs = 20_000;

export function jsonOf({ id, url, event, atMs, sinceMs, subject, text }: Word): string {
  const iso = (ms: number) => new Date(ms).toISOString();
  return JSON.stringify({
    version: 1,
    ...{ id, url, event, at: iso(atMs), since: iso(sinceMs), subject, text },
  });
}

/** A program, never a shell; the word is JSON on its input. */
export function commandWay(program: string): Way {
  return { name: `command ${program}`, tell: (word) => run(program, [], jsonOf(word)) };
}

export function webhookWay(url: string): Way {
  return {
    name: `webhook ${url}`,
    async tell(word) {
      const response = await fetch(url, {
        ...{ method: "POST", body: jsonOf(word), redirect: "error" },
        headers: { "content-type": "application/json", "idempotency-key": word.id },
        signal: AbortSignal.timeout(withinMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
    },
  };
}

/** By the mail program of this machine, which knows its server. */
export function mailWay(to: string, sendmail = "/usr/sbin/sendmail"): Way {
  return { name: `mail ${to}`, tell: (word) => run(sendmail, ["-i", "--", to], mailOf(to, word)) };
}

function mailOf(to: string, { id, subject, text, atMs }: Word): string {
  const base64 = Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n");
  return [
    `To: ${to}`,
    `Subject: ${encodedWords(subject)}`,
    `Date: ${new Date(atMs).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}@haidang.invalid>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    base64,
    "",
  ].join("\n");
}

/** RFC 2047: words of at most 75 characters, cut between characters. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let part = "";
  for (const character of text) {
    if (Buffer.byteLength(part + character) > 45) {
      words.push(part);
      part = "";
    }
    part += character;
  }
  return [...words, part].map((word) => `=?utf-8?B?${Buffer.from(word).toString("base64")}?=`).join("\n ");
}

async function run(program: string, args: readonly string[], input: string): Promise<void> {
  const child = spawn(program, args, {
    stdio: ["pipe", "ignore", "pipe"],
    timeout: withinMs,
    killSignal: "SIGKILL",
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    if (said.length < 1000) said += chunk;
  });
  // a program need not read what it is told
  child.stdin.on("error", () => child.stdin.destroy());
  child.stdin.end(input);
  const end = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal ?? ""));
  });
  child.stderr.destroy();
  if (end !== 0) throw new Error(deviceText(`exit status ${end} ${said}`, 200));
}
