import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Config } from "@oclif/core";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folders = ["", "docs", "docs/vi"];
const documents = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md")
    .map((name) => join(folder, name)),
);

let config: Config;
beforeAll(async () => {
  config = await Config.load(join(root, "cli"));
});

/** Commands a reader would copy: in a block of code a line's first word, in a line of text what stands in backticks. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```[a-z]*\n(.*?)^```/gms)].flatMap(([, block = ""]) =>
    block.split("\n"),
  );
  const inline = [...text.replace(/^```.*?^```/gms, "").matchAll(/`([^`]+)`/g)].map(([, one = ""]) => one);
  return [...blocks, ...inline].flatMap((line) => {
    const [, words] =
      /^(?:\$ )?(?:sudo )?(?:npx )?haidang ([a-z].*)$/.exec(line.trim().replace(/\s\s+#.*$/, "")) ?? [];
    return words === undefined ? [] : [words];
  });
}

/** What is wrong with a command as it is written; undefined where it could be typed so. */
function faultOf(line: string): string | undefined {
  const words = line.split(/\s+/).filter((word) => !/^[|<>&]/.test(word));
  // `incident list|show`: the first of what may stand there
  const plain = words.map((word) => word.split("|")[0] ?? word);
  const id = config.commandIDs.find((one) => one === plain.slice(0, 2).join(":")) ?? plain[0] ?? "";
  const command = config.commands.find((one) => one.id === id);
  if (command === undefined) {
    const isTopic = config.topics.some(({ name }) => name === id) && !/^[a-z]/.test(plain[1] ?? "");
    return isTopic ? undefined : `no command ${plain.slice(0, 2).join(" ")}`;
  }
  const flags = { ...command.flags };
  const known = new Set(Object.values(flags).flatMap(({ name, char }) => [`--${name}`, `-${char}`]));
  const unknown = plain
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.replace(/[=.,;:)].*$/, ""))
    .filter((word) => !known.has(word) && word !== "--help" && word !== "-h");
  return unknown.length === 0 ? undefined : `${id} has no ${unknown.join(", ")}`;
}

test.each(documents)("%s names commands and flags that are there", (path) => {
  const faults = commandsIn(readFileSync(join(root, path), "utf8")).flatMap((line) => {
    const fault = faultOf(line);
    return fault === undefined ? [] : [`${line}: ${fault}`];
  });
  expect(faults).toEqual([]);
});

test("it looks at many commands, and finds what is wrong", () => {
  const all = documents.flatMap((path) => commandsIn(readFileSync(join(root, path), "utf8")));
  expect(all.length).toBeGreaterThan(100);
  expect(faultOf("link lits")).toBeDefined();
  expect(faultOf("link list --nowhere x")).toBe("link:list has no --nowhere");
});
