import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { billOf } from "./bill.ts";
import { productionPackages } from "./installed.ts";
import { isAllowed, licenseOf } from "./license.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const shipped = [
  ...productionPackages(root, { workspaces: ["contract", "agent", "control-plane", "cli"] }),
  // vite builds the page and is not in it
  ...productionPackages(root, { workspaces: ["dashboards"], without: ["vite"] }),
];

function lockOf(packages: object): string {
  const folder = mkdtempSync(join(tmpdir(), "haidang-lock-"));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages }));
  return folder;
}

describe("what is given away with the product", () => {
  it("has a licence that lets us, every package of it", () => {
    expect(shipped.length).toBeGreaterThan(100);
    const refused = shipped.filter((one) => !isAllowed(licenseOf(one) ?? "none"));
    expect(refused.map(({ name, version, license }) => `${name} ${version}: ${license}`)).toEqual([]);
  });

  it("runs nothing when it is installed", () => {
    expect(shipped.filter(({ hasInstallScript }) => hasInstallScript).map(({ path }) => path)).toEqual([]);
  });

  it("is fetched from the registry by a sum that the lockfile knows", () => {
    expect(shipped.filter(({ integrity }) => integrity === undefined).map(({ path }) => path)).toEqual([]);
  });

  it("stands in the bill of materials, with licence and sum", () => {
    const bill = JSON.parse(billOf({ name: "haidang", version: "1.0.0" }, shipped));
    expect(bill.components).toHaveLength(shipped.length);
    const zod = bill.components.find(({ name }: { name: string }) => name === "zod");
    expect(zod).toMatchObject({
      purl: `pkg:npm/zod@${zod.version}`,
      licenses: [{ license: { id: "MIT" } }],
      hashes: [{ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    });
  });
});

it.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0)", true],
  ["MIT AND OFL-1.1", true],
  ["MIT AND GPL-3.0", false],
  ["GPL-2.0-only WITH Classpath-exception-2.0", false],
  ["(MIT AND (GPL-3.0 OR MIT))", false],
  ["UNLICENSED", false],
])("judges %s: %s", (expression, allowed) => expect(isAllowed(expression)).toBe(allowed));

it("follows what is needed in turn, from where it is needed, and nothing else", () => {
  const folder = lockOf({
    "": {},
    agent: { dependencies: { a: "1", contract: "1" } },
    contract: { dependencies: { c: "1" } },
    "node_modules/contract": { link: true, resolved: "contract" },
    "node_modules/a": { version: "1.0.0", dependencies: { b: "2" }, license: "MIT" },
    "node_modules/a/node_modules/b": { version: "2.0.0" },
    "node_modules/b": { version: "1.0.0" },
    "node_modules/c": { version: "1.0.0", hasInstallScript: true },
    "node_modules/dev": { version: "1.0.0" },
  });
  const found = productionPackages(folder, { workspaces: ["agent"] });
  expect(found.map(({ path }) => path)).toEqual([
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "node_modules/c",
  ]);
  expect(found.at(-1)?.hasInstallScript).toBe(true);
  expect(
    productionPackages(folder, { workspaces: ["agent"], without: ["a"] }).map(({ name }) => name),
  ).toEqual(["c"]);
  expect(() => productionPackages(folder, { workspaces: ["cli"] })).toThrow(/knows no workspace cli/);
  rmSync(folder, { recursive: true });
});
