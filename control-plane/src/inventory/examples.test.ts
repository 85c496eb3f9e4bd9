import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parseInventory } from "./parse.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folders = new Set(globSync("examples/**/*.yaml", { cwd: root }).map(dirname));

it.each([...folders])("%s is an inventory without a fault", (folder) => {
  const files = globSync(`${folder}/**/*.yaml`, { cwd: root }).map((path) => ({
    path,
    text: readFileSync(`${root}/${path}`, "utf8"),
  }));
  expect(parseInventory(files)).toHaveProperty("inventory.units.0.name");
});
