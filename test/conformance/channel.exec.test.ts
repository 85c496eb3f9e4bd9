import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";
import { scriptedModem } from "./channel-modem.ts";

const lacking = missing("strace", "socat", "stty");
const program = join(fileURLToPath(new URL(".", import.meta.url)), "channel-exec-process.ts");

describe.skipIf(lacking.length > 0)(titled("what channels start", lacking), () => {
  test("is the program named and stty, each with its arguments, and never a shell of ours", async () => {
    const folder = mkdtempSync(join(tmpdir(), "haidang-exec-"));
    mkdirSync(join(folder, "commands"));
    const take = join(folder, "commands", "take");
    writeFileSync(take, "#!/usr/bin/python3\nimport sys\nsys.stdin.read()\n", { mode: 0o700 });
    const modem = await scriptedModem();
    const trace = join(folder, "trace");
    const strace = [
      "-f",
      "-e",
      "trace=execve",
      "-s",
      "400",
      "-o",
      trace,
      process.execPath,
      program,
      folder,
      modem.device,
    ];
    const { stdout } = await promisify(execFile)("strace", strace, { timeout: 25_000 });
    expect(
      stdout
        .trim()
        .split("\n")
        .slice(0, 2)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ ok: true }, { ok: true }]);
    const started = [...readFileSync(trace, "utf8").matchAll(/execve\("([^"]+)", \[(.*)\], .* = 0$/gm)];
    const names = started.map(([, file = ""]) => file.split("/").at(-1));
    expect(names).toEqual(["node", "take", "stty"]);
    expect(started[1]?.[2]).toContain('"; id", "$(id)"');
    expect(started[2]?.[2]).toBe(
      `"stty", "-F", "${modem.device}", "115200", "raw", "-echo", "clocal", "cread", "cs8", "-parenb", "-cstopb"`,
    );
    await modem.close();
    await rm(folder, { recursive: true, force: true });
  });
});
