import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { listening } from "./channel-scene.ts";

export interface ModemScript {
  /** The SIM wants this PIN first. */
  pin?: string;
  /** Answer to a text: a reference, or its error. */
  sent?: string;
  network?: string;
  noIra?: boolean;
  silent?: boolean;
}

export interface ScriptedModem {
  /** The terminal it is reached through. */
  device: string;
  commands: string[];
  texts: string[];
  unplug(): void;
  close(): Promise<void>;
}

/** A modem played by us behind a pseudo-terminal of socat: what the channel opens is a real serial line to it. */
export async function scriptedModem(script: ModemScript = {}): Promise<ScriptedModem> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-modem-"));
  const link = join(folder, "tty");
  const played = { commands: [] as string[], texts: [] as string[], unlocked: script.pin === undefined };
  const server = createServer((socket) => play(socket, script, played));
  const port = await listening(server);
  const child = spawn("socat", [`PTY,link=${link},raw,echo=0`, `TCP:127.0.0.1:${port}`], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await vi.waitUntil(() => existsSync(link));
  return {
    device: realpathSync(link),
    commands: played.commands,
    texts: played.texts,
    unplug: () => void child.kill("SIGKILL"),
    async close() {
      child.kill("SIGKILL");
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function play(
  socket: Socket,
  script: ModemScript,
  played: { commands: string[]; texts: string[]; unlocked: boolean },
): void {
  let heard = "";
  let isText = false;
  socket.on("error", () => socket.destroy());
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    if (script.silent === true) return;
    heard += chunk;
    for (;;) {
      const end = heard.search(isText ? /\p{Cc}/u : /\r/);
      if (end < 0) return;
      const [one, ending] = [heard.slice(0, end), heard[end]];
      heard = heard.slice(end + 1);
      if (isText) {
        isText = false;
        if (ending === "\u001b") socket.write("\r\nOK\r\n");
        else {
          played.texts.push(one);
          socket.write(`\r\n${script.sent ?? "+CMGS: 7\r\n\r\nOK"}\r\n`);
        }
        continue;
      }
      const command = one.replace("\u001b", "");
      played.commands.push(command);
      if (command.startsWith("AT+CMGS=")) {
        isText = true;
        socket.write("\r\n> ");
      } else socket.write(`\r\n${answerTo(command, script, played)}\r\n`);
    }
  });
}

function answerTo(command: string, script: ModemScript, played: { unlocked: boolean }): string {
  if (command === "AT+CPIN?") return played.unlocked ? "+CPIN: READY\r\n\r\nOK" : "+CPIN: SIM PIN\r\n\r\nOK";
  if (command.startsWith("AT+CPIN=")) {
    played.unlocked = command === `AT+CPIN="${script.pin}"`;
    return played.unlocked ? "OK" : "+CME ERROR: 16";
  }
  if (command === "AT+CREG?") return `+CREG: 0,${script.network ?? "1"}\r\n\r\nOK`;
  if (command === 'AT+CSCS="IRA"' && script.noIra === true) return "ERROR";
  return "OK";
}
