import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { findCycles } from "./imports/cycle.ts";
import { findImports } from "./imports/scan.ts";

/**
 * Who may import whom. Data flows one way, and so do imports: an edge that is not here is a mistake or a decision to
 * be made together, by changing this table.
 */
const workspaceRules: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  agent: ["contract"],
  "control-plane": ["contract"],
  // whoever checks a report counts with the code that made it
  cli: [
    ...["contract", "agent/probe", "agent/snmp", "agent/discover", "agent/trust"],
    "control-plane/report",
  ],
  dashboards: ["contract"],
  test: ["contract", "agent", "control-plane", "cli", "dashboards", "scripts"],
  scripts: ["contract", "agent", "control-plane", "cli", "dashboards", "test"],
};

/** Rooms of a workspace in the order of the flow: each imports itself and those before it. Tests beside the code may look anywhere in their workspace. */
const roomOrder: Readonly<Record<string, readonly string[]>> = {
  agent: [
    ...[
      "words",
      "self",
      "snmp",
      "probe",
      "discover",
      "schedule",
      "spool",
      "trust",
      "ship",
      "enrol",
      "config",
    ],
    ...["agent", "command", "facts", "main"],
  ],
  "control-plane": [
    ...["config", "tls", "self", "store", "inventory", "state", "verdict", "ingest", "alert", "mute"],
    ...["incident", "notify", "query", "conference", "report", "auth", "fleet", "api", "app", "main"],
  ],
};

/** Drivers of a store are chosen in one place; all else knows only the interface. */
const driverFolder = /^control-plane\/src\/store\/[^/]+\//;
const driverUsers =
  /^control-plane\/(?:scripted\/|src\/(?:store\/|app\.ts$|main\.ts$))|^test\/|^scripts\/|\.test\.tsx?$/;

/** Workspaces by the name they are imported under, and the folder their export map shows. */
const packages: Readonly<Record<string, string>> = {
  "@haidang/contract": "contract/src",
  "@haidang/agent": "agent/src",
  "@haidang/control-plane": "control-plane/src",
  "@haidang/dashboards": "dashboards",
  "@haidang/test": "test",
  haidang: "cli",
};

interface Edge {
  from: string;
  line: number;
  to: string;
  specifier: string;
}

/** Faults of a set of sources (path from the root of the checkout to text), one line each. */
export function checkImports(sources: ReadonlyMap<string, string>): string[] {
  const edges = [...sources].flatMap(([from, text]) => edgesOf(from, text));
  const faults = edges.flatMap((edge) => {
    const fault = faultOf(edge);
    return fault === undefined ? [] : [`${edge.from}:${edge.line} imports ${edge.specifier}: ${fault}`];
  });
  const graph = new Map([...sources.keys()].map((path): [string, string[]] => [path, []]));
  for (const { from, to } of edges) graph.get(from)?.push(to);
  const cycles = findCycles(graph).map((ring) => `import cycle: ${[...ring, ring[0]].join(" -> ")}`);
  return [...faults, ...cycles];
}

function edgesOf(from: string, text: string): Edge[] {
  return findImports(text).flatMap(({ specifier, line }) => {
    const to = resolve(from, specifier);
    return to === undefined ? [] : [{ from, line, to, specifier }];
  });
}

/** Path from the root of the checkout, or nothing for packages from outside. */
function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  const name = Object.keys(packages).find(
    (known) => specifier === known || specifier.startsWith(`${known}/`),
  );
  return name === undefined ? undefined : `${packages[name]}${specifier.slice(name.length)}`;
}

function faultOf({ from, to, specifier }: Edge): string | undefined {
  const [here, there] = [workspaceOf(from), workspaceOf(to)];
  if (here !== there) {
    if (specifier.startsWith(".") && here !== "scripts" && here !== "test") {
      return `a relative import cannot leave its workspace, use @haidang/${there}/...`;
    }
    const allowed = workspaceRules[here] ?? [];
    const isAllowed = allowed.includes(there) || allowed.includes(`${there}/${roomOf(to)}`);
    if (!isAllowed) return `${here} may import only ${allowed.join(", ") || "packages from outside"}`;
  }
  if (driverFolder.test(to) && !driverUsers.test(from)) {
    return "a driver is imported only by store, app.ts, main.ts and tests; use the interface in store/";
  }
  return here === there ? roomFault(from, to) : undefined;
}

function roomFault(from: string, to: string): string | undefined {
  const order = roomOrder[workspaceOf(from)];
  if (order === undefined || /\.test\.tsx?$/.test(from)) return undefined;
  const [here, there] = [roomOf(from), roomOf(to)];
  for (const room of [here, there]) {
    // package.json and other files beside src belong to every room
    if (room === "") return undefined;
    if (!order.includes(room)) return `${room} is not in the order of rooms, see scripts/check-imports.ts`;
  }
  if (order.indexOf(there) <= order.indexOf(here)) return undefined;
  return `${here} comes before ${there} in the flow: ${order.join(", ")}`;
}

function workspaceOf(path: string): string {
  return path.split("/")[0] ?? "";
}

/** The folder or file directly in `src`; empty for what lies beside it. */
function roomOf(path: string): string {
  const [, folder, room = ""] = path.split("/");
  return folder === "src" ? room.replace(/\.tsx?$/, "") : "";
}

function readSources(root: string): Map<string, string> {
  const folders = Object.keys(workspaceRules).join(",");
  const paths = globSync(`{${folders}}/**/*.{ts,tsx}`, {
    cwd: root,
    exclude: ["**/node_modules/**", "**/dist/**", "**/fixtures/**"],
  });
  return new Map(paths.toSorted().map((path) => [path, readFileSync(`${root}/${path}`, "utf8")]));
}

if (import.meta.main) {
  const sources = readSources(fileURLToPath(new URL("..", import.meta.url)));
  const faults = checkImports(sources);
  for (const fault of faults) console.error(fault);
  console.log(`${sources.size} files, ${faults.length} faults of import`);
  process.exitCode = faults.length === 0 && sources.size > 0 ? 0 : 1;
}
