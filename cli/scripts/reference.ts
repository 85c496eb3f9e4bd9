import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Config, settings } from "@oclif/core";
import { referencePages } from "../src/help/reference.ts";
import { language } from "../src/language.ts";

/**
 * `npm run reference`: writes the commands' help as pages into docs/cli, Vietnamese with `--lang vi` into docs/cli/vi.
 * `--check` writes nothing, names the pages that are not as they would be and exits 1.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(dirname(root), "docs", "cli", ...(language === "en" ? [] : [language]));
const isCheck = process.argv.includes("--check");

settings.enableAutoTranspile = false;
const config = await Config.load(root);
const commands = await Promise.all(
  config.commands.filter(({ hidden }) => hidden !== true).map((command) => command.load()),
);
const pages = new Map(referencePages(commands).map(({ name, text }) => [name, text]));

const stale = readPages().filter((name) => !pages.has(name));
for (const [name, text] of pages) {
  const path = join(folder, name);
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale.push(name);
}
if (isCheck && stale.length > 0) {
  process.stderr.write(`not as the commands are: ${stale.join(", ")} in ${folder}; run npm run reference\n`);
  process.exitCode = 1;
} else if (!isCheck) {
  mkdirSync(folder, { recursive: true });
  for (const name of readPages().filter((one) => !pages.has(one))) rmSync(join(folder, name));
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
}

function readPages(): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".md")) : [];
}
