import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { billOf } from "./bill.ts";
import { bundleProgram } from "./bundle.ts";
import { productionPackages } from "./installed.ts";
import { type Layer, openLayer, textOf } from "./layer.ts";
import { readManifest } from "./manifest.ts";
import { noticeOf } from "./notice.ts";

export interface TreeOptions {
  /** The checkout. */
  root: string;
  /** Where the files go as they will lie below `/`; made anew. */
  folder: string;
}

const lib = "usr/lib/haidang-agent";
const doc = "usr/share/doc/haidang-agent";

/** Lays out the agent as it is installed: bundle, Node, launcher, unit, settings, papers. Gives the bundle's bytes. */
export async function layOut({ root, folder }: TreeOptions): Promise<{ bundleBytes: number }> {
  const layer = openLayer(root, folder);
  layer.makeFolder(lib);
  const bundle = await bundleProgram(root, "main", join(folder, lib, "agent.cjs"));
  const facts = await bundleProgram(root, "facts", join(folder, lib, "facts.cjs"));
  for (const file of ["agent.cjs", "facts.cjs"]) chmodSync(join(folder, lib, file), 0o644);
  layer.copy("node_modules/node/bin/node", `${lib}/node`, 0o755);
  layer.copy("agent/package/haidang-agent.sh", "usr/bin/haidang-agent", 0o755);
  layer.copy("agent/package/haidang-agent.service", "usr/lib/systemd/system/haidang-agent.service");
  layer.copy("agent/package/agent.env", "etc/haidang-agent/agent.env");
  layer.copy("docs/install-agent.md", `${doc}/install-agent.md`);
  layPapers(layer, root, {
    ...{ doc, name: "haidang-agent", workspace: "agent" },
    packages: [...bundle.packages, ...facts.packages],
  });
  return { bundleBytes: bundle.bytes };
}

interface Papers {
  doc: string;
  /** Of the Debian package. */
  name: string;
  /** The workspace whose package.json tells its version. */
  workspace: string;
  /** Folders of the npm packages inside. */
  packages: readonly string[];
}

/** Changelog, copyright, licences of others word for word, and the bill of materials. */
export function layPapers(layer: Layer, root: string, { doc, name, workspace, packages }: Papers): void {
  const held = new Set([...packages, "node_modules/node"]);
  const known = productionPackages(root, {
    workspaces: ["", "contract", "agent", "control-plane", "cli", "dashboards"],
  }).filter(({ path }) => held.has(path));
  const { version } = readManifest(join(root, workspace));
  layer.put(`${doc}/changelog.gz`, gzipSync(readFileSync(join(root, "CHANGELOG.md")), { level: 9 }));
  layer.put(`${doc}/copyright`, copyrightOf(doc));
  layer.put(`${doc}/NOTICE`, noticeOf(root, [...new Set(packages)].toSorted()));
  layer.put(`${doc}/node-LICENSE`, textOf(root, "scripts/package/node-LICENSE"));
  layer.put(`${doc}/sbom.cdx.json`, billOf({ name, version }, known));
}

function copyrightOf(doc: string): string {
  return `Hai Dang is licensed under the Apache License, Version 2.0; on Debian systems its text is in
/usr/share/common-licenses/Apache-2.0.

What the package holds of others, with their licences: NOTICE (npm packages) and node-LICENSE (Node.js), both in
/${doc}; sbom.cdx.json lists them for programs (CycloneDX).
`;
}
