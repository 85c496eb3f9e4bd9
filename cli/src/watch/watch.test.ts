import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hearProofs, readProofPlace } from "./proof.ts";
import { goRound, type Round } from "./round.ts";
import { readState, writeState } from "./state-file.ts";
import { freshState } from "./watch.ts";
import { commandWay, type Way, type Word } from "./way.ts";

const url = "https://noc.example.vn";
const second = 1000;

/** A watcher with a clock that is set, whose state is written and read as a restart would. */
function watcher() {
  const folder = mkdtempSync(join(tmpdir(), "haidang-watch-"));
  const path = join(folder, "sub", "state.json");
  const told: string[] = [];
  const notes: string[] = [];
  const failing = new Set<string>();
  const way = (name: string): Way => ({
    name,
    async tell(word: Word) {
      if (failing.has(name)) throw new Error("no line");
      told.push(`${name} ${word.event}`);
    },
  });
  const clock = { nowMs: Date.UTC(2026, 10, 24) };
  const control = { isWell: true, provenMs: null as number | null };
  const begin = (): Round => ({
    ask: async () => {
      if (!control.isWell) throw new Error("ECONNREFUSED");
    },
    provenMs: () => control.provenMs,
    ways: [way("command"), way("mail")],
    ...{ startedMs: clock.nowMs, silentAfterMs: 60 * second, language: "en", now: () => clock.nowMs },
    keep: (state) => writeState(path, state),
    note: (line) => notes.push(line),
  });
  let round = begin();
  return {
    ...{ told, notes, failing, control, clock, path },
    restart: () => {
      round = begin();
    },
    async pass(seconds: number) {
      for (let gone = 0; gone < seconds; gone += 10) {
        clock.nowMs += 10 * second;
        await goRound(readState(path, url), round);
      }
    },
  };
}

describe("a watcher outside", () => {
  test("tells each way once when the control plane is silent, and once when it is back", async () => {
    const w = watcher();
    await w.pass(100);
    w.control.isWell = false;
    await w.pass(50);
    expect(w.told).toEqual([]);
    await w.pass(300);
    expect(w.told).toEqual(["command silent", "mail silent"]);
    expect(w.notes).toEqual([
      `The control plane at ${url} has not been well since 2026-11-24 07:01:40 (ECONNREFUSED). Until it is, nobody is told of outages.`,
    ]);
    w.control.isWell = true;
    await w.pass(100);
    expect(w.told.slice(2)).toEqual(["command well", "mail well"]);
    expect(w.notes[1]).toContain("it was silent since 2026-11-24 07:01:40, for ");
  });

  test("a restart tells nobody twice, and its own absence is no silence", async () => {
    const w = watcher();
    w.control.isWell = false;
    await w.pass(70);
    expect(w.told).toEqual(["command silent", "mail silent"]);
    w.restart();
    await w.pass(200);
    expect(w.told).toHaveLength(2);
    w.control.isWell = true;
    w.restart();
    await w.pass(10);
    expect(w.told.slice(2)).toEqual(["command well", "mail well"]);
    w.clock.nowMs += 86_400 * second;
    w.control.isWell = false;
    w.restart();
    await w.pass(50);
    expect(w.told).toHaveLength(4);
    await w.pass(20);
    expect(w.told.slice(4)).toEqual(["command silent", "mail silent"]);
  });

  test("what did not get out is tried again, and nobody hears of the end of what he never heard of", async () => {
    const w = watcher();
    w.control.isWell = false;
    w.failing.add("mail").add("command");
    await w.pass(100);
    w.failing.delete("command");
    await w.pass(20);
    expect(w.told).toEqual(["command silent"]);
    expect(w.notes).toContain("not told by mail: no line; it is tried again");
    w.control.isWell = true;
    w.failing.clear();
    await w.pass(20);
    expect(w.told).toEqual(["command silent", "command well"]);
  });

  test("a proof of life from within is enough", async () => {
    const w = watcher();
    w.control.isWell = false;
    for (let round = 0; round < 20; round += 1) {
      w.control.provenMs = w.clock.nowMs;
      await w.pass(10);
    }
    expect(w.told).toEqual([]);
    await w.pass(70);
    expect(w.told).toEqual(["command silent", "mail silent"]);
  });

  test("a file that is not its own is left alone and named", () => {
    const { path } = watcher();
    writeState(path, freshState(url));
    expect(readState(path, "https://other.example.vn").url).toBe("https://other.example.vn");
    writeFileSync(path, "{}");
    expect(() => readState(path, url)).toThrow(/state\.json is not what watch-over wrote/);
  });
});

describe("proofs", () => {
  test.each([
    ["0.0.0.0:8710/chinh-9f2c41d07ab35e68", { host: "0.0.0.0", port: 8710, path: "/chinh-9f2c41d07ab35e68" }],
    ["[::]:8710/chinh-9f2c41d07ab35e68", { host: "::", port: 8710, path: "/chinh-9f2c41d07ab35e68" }],
    ["0.0.0.0:8710/short", undefined],
    ["0.0.0.0:99999/chinh-9f2c41d07ab35e68", undefined],
    ["8710", undefined],
  ])("%s", (text, place) => expect(readProofPlace(text)).toEqual(place));

  test("count under their word alone", async () => {
    let count = 0;
    const path = "/chinh-9f2c41d07ab35e68";
    const { port, close } = await hearProofs({ host: "127.0.0.1", port: 0, path }, () => {
      count += 1;
    });
    const status = async (at: string) => (await fetch(`http://127.0.0.1:${port}${at}`)).status;
    expect([await status(path), await status("/"), await status(`${path}/x`)]).toEqual([204, 404, 404]);
    close();
    expect(count).toBe(1);
  });
});

test("a program gets the word on its input, and its failure is said", async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-watch-"));
  const program = join(folder, "bao-dong");
  writeFileSync(program, `#!/bin/sh\ncat > ${folder}/heard\n`, { mode: 0o700 });
  const word: Word = {
    ...{ id: "silent-1", url, event: "silent", atMs: 2000, sinceMs: 1000, subject: "im lặng", text: "t" },
  };
  await commandWay(program).tell(word);
  expect(JSON.parse(readFileSync(join(folder, "heard"), "utf8"))).toEqual({
    ...{ version: 1, id: "silent-1", url, event: "silent", subject: "im lặng", text: "t" },
    ...{ at: "1970-01-01T00:00:02.000Z", since: "1970-01-01T00:00:01.000Z" },
  });
  writeFileSync(program, "#!/bin/sh\necho no modem >&2\nexit 3\n", { mode: 0o700 });
  await expect(commandWay(program).tell(word)).rejects.toThrow("exit status 3 no modem");
  await expect(commandWay(join(folder, "none")).tell(word)).rejects.toThrow("ENOENT");
});
