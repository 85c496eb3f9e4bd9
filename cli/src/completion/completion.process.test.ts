import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nameListPath, writeNameList } from "./names.ts";
import { scripts } from "./script.ts";

const bin = fileURLToPath(new URL("../../bin/haidang.js", import.meta.url));
const patient = { timeout: 30_000 };
let folder = "";
let environment: Record<string, string> = {};
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "haidang-completion-"));
  writeFileSync(join(folder, "haidang"), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  chmodSync(join(folder, "haidang"), 0o755);
  const { PATH = "" } = process.env;
  environment = {
    HOME: folder,
    PATH: `${folder}:${PATH}`,
    XDG_CACHE_HOME: join(folder, "cache"),
    HAIDANG_URL: "http://127.0.0.1:1",
  };
  const link: [string, string][] = [
    ["co-to-1", "Cô Tô 1"],
    ["dao-1", "Đường ra đảo"],
  ];
  await writeNameList(nameListPath(environment, undefined), { atMs: Date.now(), names: { link } });
  for (const [shell, script] of Object.entries(scripts))
    writeFileSync(join(folder, `haidang.${shell}`), script);
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(shell: string, args: readonly string[]): string {
  return execFileSync(shell, args, { env: environment, cwd: folder, encoding: "utf8", timeout: 20_000 });
}

/** Stands in for a person who presses Tab at the end of the line. */
function inBash(line: string): string[] {
  const words = line.split(" ");
  const program = `source ./haidang.bash; COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1)); _haidang_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run("bash", ["-c", program, "bash", line, ...words])
    .split("\n")
    .filter((one) => one !== "");
}

describe.skipIf(!has("bash"))("bash", patient, () => {
  test.each([
    ["haidang link sh", ["show"]],
    ["haidang link show ", ["co-to-1", "dao-1"]],
    ["haidang link show duong", ["dao-1"]],
    ["haidang query icmp --object link/c", ["link/co-to-1"]],
  ])("%j", (line, found) => expect(inBash(line)).toEqual(found));
});

describe.skipIf(!has("zsh"))("zsh", patient, () => {
  test("names and their meaning are handed to the shell", () => {
    const program = `autoload -Uz compinit; compinit -u -d ${folder}/dump; source ./haidang.zsh
      compadd() { print -rl -- "$@" }; words=(haidang link show duong); CURRENT=4; _haidang`;
    expect(run("zsh", ["-fc", program])).toMatch(/dao-1\n$/);
  });
});

describe.skipIf(!has("fish"))("fish", patient, () => {
  test("names come with what they are called", () => {
    const program = `source ./haidang.fish; complete -C "haidang link show dao"`;
    expect(run("fish", ["-Nc", program])).toBe("dao-1\tĐường ra đảo\n");
  });
});
