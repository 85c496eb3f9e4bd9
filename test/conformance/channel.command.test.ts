import { mkdirSync, mkdtempSync } from "node:fs";
import { chmod, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { channelSchema } from "@haidang/contract/channel.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { afterAll, expect, test, vi } from "vitest";
import { hostileText, ioOf, message, type Scene, type SceneName } from "./channel-scene.ts";
import { channelSuite } from "./channel-suite.ts";

const folder = mkdtempSync(join(tmpdir(), "haidang-command-"));
const commands = join(folder, "commands");
mkdirSync(commands);
afterAll(() => rm(folder, { recursive: true, force: true }));
const { deliver } = createChannels();

async function program(name: string, script: string, mode = 0o700): Promise<void> {
  await writeFile(join(commands, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(commands, name), mode);
}
const run = (name: string, more: object = {}, io: object = {}) =>
  deliver(
    channelSchema.parse({ id: "c", name: "C", kind: "command", program: name, ...more }),
    message(),
    ioOf({ folder, ...io }),
  );

async function open(scene: SceneName): Promise<Scene> {
  const out = join(folder, "out");
  await rm(out, { force: true });
  const scripts = {
    good: `cat > ${out}`,
    silent: "sleep 60",
    later: "echo full; exit 75",
    refused: "",
    credentials: "",
  };
  await program(scene, scripts[scene]);
  const channel = channelSchema.parse({ id: "c", name: "C", kind: "command", program: scene });
  return {
    deliver: (one, io) => deliver(channel, one, ioOf({ folder, ...io })),
    received: () => readFile(out, "utf8"),
    close: async () => undefined,
  };
}
channelSuite("command", open, {
  lacks: ["refused", "credentials"],
  hostile: (received) => {
    expect(JSON.parse(received)).toMatchObject({
      contacts: [{ phone: "84912345678" }],
      incidents: [{ id: "SC-1024" }],
    });
  },
});

test("arguments arrive as they stand, the environment is empty, and no shell reads them", async () => {
  const out = join(folder, "arguments");
  await program("show", `printf '%s\\n' "$@" > ${out}; env >> ${out}`);
  const args = ["; touch /tmp/x", "$(id)", "`id` | id", "--", "a b"];
  expect(await run("show", { arguments: args })).toEqual({ ok: true });
  const lines = (await readFile(out, "utf8")).split("\n");
  expect(lines.slice(0, args.length)).toEqual(args);
  const names = lines.slice(args.length).flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
  expect(names.filter((name) => !["PATH", "LANG", "PWD", "SHLVL", "_", "OLDPWD"].includes(name))).toEqual([]);
});

test("what takes too long ends with all it started", async () => {
  const pids = join(folder, "pids");
  await program("slow", `sleep 300 & echo $! > ${pids}; sleep 300`);
  expect(await run("slow", { timeoutS: 1 })).toMatchObject({ ok: false, reason: "timeout" });
  const pid = Number(await readFile(pids, "utf8"));
  // gone, or nobody's child any more that waits to be read
  await vi.waitUntil(async () => {
    const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "gone");
    return state === "gone" || /\) Z /.test(state);
  });
});

test("failures, floods and programs that do not read are told apart", async () => {
  await program("fails", "echo 'no siren' >&2; exit 3");
  expect(await run("fails")).toMatchObject({ reason: "program_failed", detail: "exit status 3: no siren" });
  await program("floods", "head -c 3000000 /dev/zero | tr '\\0' x; exit 0");
  expect(await run("floods")).toMatchObject({ ok: true });
  await program("deaf", "exec <&-; exit 0");
  const long = message({ text: hostileText.repeat(100_000) });
  const deaf = channelSchema.parse({ id: "c", name: "C", kind: "command", program: "deaf" });
  expect(await deliver(deaf, long, ioOf({ folder }))).toEqual({ ok: true });
});

test("only programs that lie in the folder, and that nobody else may write", async () => {
  await program("loose", "exit 0", 0o722);
  await program("text", "exit 0", 0o600);
  await symlink("/bin/true", join(commands, "outside"));
  for (const [name, why] of [
    ["missing", "there is no commands/missing"],
    ["loose", "written by others"],
    ["text", "chmod u+x"],
    ["outside", "leads out"],
  ] as const) {
    expect(await run(name), name).toMatchObject({
      ...{ reason: "misconfigured", final: true, detail: expect.stringContaining(why) },
    });
  }
});
