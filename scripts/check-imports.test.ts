import { expect, test } from "vitest";
import { checkImports } from "./check-imports.ts";
import { findImports } from "./imports/scan.ts";

const sourcesOf = (files: Record<string, string>) => new Map(Object.entries(files));

test("finds static, type, dynamic, side-effect and re-exported imports, and none in comments and templates", () => {
  const source = [
    'import { a } from "./a.ts";',
    "import type {",
    "  B,",
    "} from './b.ts';",
    'export * from "./c.ts"; // import "./no.ts"',
    'import "./d.ts";',
    'const e = await import("./e.ts");',
    "/* import x from './no.ts' */ const text = `import y from './no.ts'`;",
    'const url = "https://example.org"; import z from "zod";',
  ].join("\n");
  expect(findImports(source).map(({ specifier, line }) => `${line} ${specifier}`)).toEqual([
    "1 ./a.ts",
    "4 ./b.ts",
    "5 ./c.ts",
    "6 ./d.ts",
    "7 ./e.ts",
    "9 zod",
  ]);
});

test.each([
  ["contract/src/a.ts", "zod"],
  ["agent/src/probe/a.ts", "@haidang/contract/check.ts"],
  ["cli/src/a.ts", "@haidang/agent/probe/table.ts"],
  ["cli/src/a.ts", "@haidang/agent/snmp/session.ts"],
  ["agent/src/ship/a.ts", "../spool/spool.ts"],
  ["agent/src/probe/a.ts", "../../package.json"],
  ["control-plane/src/store/a.ts", "./embedded/series.ts"],
  ["control-plane/src/app.ts", "./store/embedded/series.ts"],
  ["control-plane/src/query/a.test.ts", "../store/embedded/series.ts"],
  ["control-plane/src/store/a.test.ts", "../api/b.ts"],
  ["test/acceptance/a.ts", "@haidang/control-plane/app.ts"],
  ["scripts/a.ts", "../control-plane/src/app.ts"],
])("%s may import %s", (from, specifier) => {
  expect(checkImports(sourcesOf({ [from]: `import "${specifier}";` }))).toEqual([]);
});

test.each([
  ["contract/src/a.ts", "@haidang/agent/agent.ts", "contract may import only packages from outside"],
  ["agent/src/self/a.ts", "@haidang/control-plane/app.ts", "agent may import only contract"],
  [
    "cli/src/a.ts",
    "@haidang/agent/spool/disk.ts",
    "cli may import only contract, agent/probe, agent/snmp, agent/discover, agent/trust, control-plane/report",
  ],
  [
    "cli/src/a.ts",
    "../../contract/src/api.ts",
    "a relative import cannot leave its workspace, use @haidang/contract/...",
  ],
  [
    "agent/src/spool/a.ts",
    "../ship/ship.ts",
    "spool comes before ship in the flow: words, self, snmp, probe, discover, schedule, spool, trust, ship, enrol, config, agent, command, facts, main",
  ],
  ["agent/src/spool/a.ts", "../util/x.ts", "util is not in the order of rooms, see scripts/check-imports.ts"],
  [
    "control-plane/src/query/a.ts",
    "../store/embedded/series.ts",
    "a driver is imported only by store, app.ts, main.ts and tests; use the interface in store/",
  ],
])("%s may not import %s", (from, specifier, fault) => {
  expect(checkImports(sourcesOf({ [from]: `\nimport "${specifier}";` }))).toEqual([
    `${from}:2 imports ${specifier}: ${fault}`,
  ]);
});

test("a cycle is told once, over type imports and package names too", () => {
  const faults = checkImports(
    sourcesOf({
      "contract/src/c.ts": 'import type { A } from "./a.ts";',
      "contract/src/a.ts": 'export * from "./b.ts";',
      "contract/src/b.ts": 'import { c } from "@haidang/contract/c.ts";',
      "contract/src/d.ts": 'import "./a.ts"; import "./d.ts";',
    }),
  );
  expect(faults).toEqual([
    "import cycle: contract/src/a.ts -> contract/src/b.ts -> contract/src/c.ts -> contract/src/a.ts",
    "import cycle: contract/src/d.ts -> contract/src/d.ts",
  ]);
});
