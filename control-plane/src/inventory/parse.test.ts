import { readdirSync, readFileSync } from "node:fs";
import { inventoryFaultSchema } from "@haidang/contract/inventory-api.ts";
import { faultWords, inventoryRules } from "@haidang/contract/words/inventory.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedFaults } from "./expected-faults.ts";
import { maxFaults } from "./fault.ts";
import { parseInventory } from "./parse.ts";

const fixtures = new URL("./fixtures/", import.meta.url);

function parseText(text: string) {
  return parseInventory([{ path: "a.yaml", text }]);
}

function faultsOf(result: ReturnType<typeof parseInventory>) {
  return "faults" in result ? result.faults : [];
}

function told(result: ReturnType<typeof parseInventory>): string[] {
  return faultsOf(result).map(
    (fault) => `${fault.file}:${fault.line ?? "-"}:${fault.column ?? "-"} ${fault.message} (${fault.mend})`,
  );
}

function inventoryOf(result: ReturnType<typeof parseInventory>) {
  expect(told(result)).toEqual([]);
  return "inventory" in result ? result.inventory : undefined;
}

describe("bad files", () => {
  test.each(Object.entries(expectedFaults))("%s", (folder, messages) => {
    const root = new URL(`./${folder}/`, fixtures);
    const files = readdirSync(root).map((path) => ({
      path,
      text: readFileSync(new URL(path, root), "utf8"),
    }));
    const noSecrets = () => false;
    const faults = told(parseInventory(files, noSecrets));
    expect(folder === "more-faults" ? faults.slice(maxFaults) : faults).toEqual(messages);
  });

  test("every rule has a folder, but the one kept for what the schema may refuse some day", () => {
    const folders = readdirSync(fixtures).map((folder) => folder.replaceAll("-", "_"));
    expect(folders.toSorted()).toEqual(inventoryRules.filter((rule) => rule !== "invalid").toSorted());
  });
});

describe("good files", () => {
  test("lists spread over files, skeleton lists, comments and empty files make one inventory", () => {
    const result = parseInventory([
      { path: "1.yaml", text: "units:\n  - {id: u, name: U}\nsites:\nlinks: ~\n" },
      { path: "2.yaml", text: "" },
      { path: "3.yaml", text: "# nothing yet\n" },
      { path: "4.yaml", text: "sites:\n  - {id: s, name: S, unit: u, coordinates: [107.77, 20.97]}\n" },
      { path: "5.yaml", text: "units:\n  - {id: v, name: V, parent: u, code: '06970'}\n" },
    ]);
    const inventory = inventoryOf(result);
    expect(inventory?.units).toEqual([
      { id: "u", name: "U", kind: "office" },
      { id: "v", name: "V", kind: "office", parent: "u", code: "06970" },
    ]);
    expect(inventory?.sites).toEqual([{ id: "s", name: "S", unit: "u", coordinates: [107.77, 20.97] }]);
  });

  test("BOM, CRLF and decomposed Vietnamese are read, names end as NFC", () => {
    const name = "Xã Cái Chiên";
    const inventory = inventoryOf(
      parseText(`\ufeffunits:\r\n  - id: cai-chien\r\n    name: ${name.normalize("NFD")}\r\n`),
    );
    expect(inventory?.units[0]?.name).toBe(name.normalize("NFC"));
  });

  test("no and yes are words, also under an old YAML directive", () => {
    const inventory = inventoryOf(parseText("%YAML 1.1\n---\nunits:\n  - {id: no, name: yes}\n"));
    expect(inventory?.units).toEqual([{ id: "no", name: "yes", kind: "office" }]);
  });

  test("aliases share values; links may share an address", () => {
    const inventory = inventoryOf(
      parseText(
        "units: [{id: u, name: U}]\nsites: [{id: s, name: S, unit: u}]\nlinks:\n" +
          "  - {id: a, name: A, site: s, address: &ip 10.20.30.1}\n  - {id: b, name: B, site: s, address: *ip}\n",
      ),
    );
    expect(inventory?.links.map((link) => link.address)).toEqual(["10.20.30.1", "10.20.30.1"]);
  });
});

describe("faults together", () => {
  test("columns count from the line's own start behind a BOM and CRLF", () => {
    const result = parseText("\ufeffunits:\r\n  - id: A!\r\n    name: A\r\n");
    expect(faultsOf(result)[0]).toMatchObject({ line: 2, column: 9, path: "units[0].id", rule: "bad_id" });
  });

  test("an unreadable file does not make what it may define missing", () => {
    const result = parseInventory([
      { path: "sites.yaml", text: "sites:\n  - {id: s, name: S, unit: u}\n  - {id: s, name: T, unit: u}\n" },
      { path: "units.yaml", text: "units:\n\t- {id: u, name: U}\n" },
    ]);
    expect(faultsOf(result).map((fault) => fault.rule)).toEqual(["duplicate_id", "yaml_tab"]);
  });

  test("faults come in the order of files and lines", () => {
    const result = parseInventory([
      { path: "z.yaml", text: "units:\n  - {id: a}\n  - {id: B, name: B}\n" },
      { path: "a.yaml", text: "units:\n  - {id: a, name: A}\n" },
    ]);
    expect(faultsOf(result).map((fault) => `${fault.file}:${fault.line}`)).toEqual([
      "z.yaml:2",
      "z.yaml:3",
      "a.yaml:2",
    ]);
  });

  test("a key that would touch prototypes is just an unknown key", () => {
    const result = parseText("units:\n  - {id: a, name: A, __proto__: {kind: commune}, constructor: 1}\n");
    expect(faultsOf(result).map((fault) => fault.path)).toEqual([
      "units[0].__proto__",
      "units[0].constructor",
    ]);
    expect(Object.hasOwn(Object.prototype, "kind")).toBe(false);
  });

  test.each([
    ["auth: { key: s3cr3t }", "short_key"],
    ["auth: { key: 99999999 }", "quote_it"],
    [`auth: { key: ${"s3cr3t".repeat(50)} }`, "too_long"],
    ["auth: s3cr3t-of-ours", "not_mapping"],
    ["auth: { key: s3cr3t-of-ours }, privacy: s3cr3t-of-ours", "not_mapping"],
    ["community: 99999999", "quote_it"],
  ])("%s is refused, the secret in no part of the fault", (written, rule) => {
    const device = `{id: d, name: D, site: s, address: 10.0.0.1, snmp: {version: "3", user: u, ${written}}}`;
    const faults = faultsOf(
      parseText(`units: [{id: u, name: U}]\nsites: [{id: s, name: S, unit: u}]\ndevices: [${device}]\n`),
    );
    expect(faults.map((fault) => fault.rule)).toEqual([rule]);
    expect(JSON.stringify(faults)).not.toMatch(/s3cr3t|9999/);
  });

  test("text from a file cannot steer a terminal", () => {
    const [fault] = faultsOf(parseText('units:\n  - id: "\\e[2Jx\\nline"\n    name: A\n'));
    expect(fault?.message).not.toMatch(/\p{Cc}/u);
  });
});

describe("hostile files", () => {
  const bombs: Record<string, string> = {
    "brackets 100,000 deep": "[".repeat(100_000),
    "dashes 100,000 deep": `${"- ".repeat(100_000)}x`,
    "an alias inside its own anchor": "units: &u\n  - [*u, *u, *u]\n",
    "20,000 unknown keys": Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n"),
    "20,000 tabs": "a:\n\t".repeat(20_000),
  };
  test.each(Object.entries(bombs))("%s", (_, text) => {
    const faults = faultsOf(parseText(text));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(maxFaults + 1);
  });

  const fragment = fc.constantFrom(
    ..."units: |sites:|links:|devices:|- |  |\n|\n  |\n    |id: |name: |{|}|[|]|&a |*a |: |'|\"|#|no|06970|1e3|~|\t|\r\n|? |!!str |---\n|%YAML 1.1\n|>\n|<<: |co-to|__proto__: |é".split(
      "|",
    ),
  );
  const nearYaml = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(""));

  test("whatever the text, the answer is an inventory or faults of the contract's form", () => {
    const texts = fc.array(fc.oneof(nearYaml, fc.string({ unit: "binary" })), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(texts, (list) => {
        const result = parseInventory(list.map((text, index) => ({ path: `${index}.yaml`, text })));
        if ("inventory" in result) return;
        expect(result.faults.length).toBeGreaterThan(0);
        for (const fault of result.faults) inventoryFaultSchema.parse(fault);
      }),
      { numRuns: 500 },
    );
  });
});

test("every fault is said in Vietnamese too, with no place left open", () => {
  for (const folder of Object.keys(expectedFaults)) {
    const root = new URL(`./${folder}/`, fixtures);
    const files = readdirSync(root).map((path) => ({
      path,
      text: readFileSync(new URL(path, root), "utf8"),
    }));
    for (const fault of faultsOf(parseInventory(files))) {
      const said = faultWords(fault, "vi");
      expect(said.message).not.toBe(fault.message);
      expect(`${said.message} ${said.mend} ${fault.message} ${fault.mend}`).not.toMatch(/\{\w+\}/);
    }
  }
});
