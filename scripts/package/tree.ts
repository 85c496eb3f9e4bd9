import { chmodSync, constants, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleProgram } from "./bundle.ts";
import { noticeOf } from "./notice.ts";

export interface TreeOptions {
  /** The checkout. */
  root: string;
  /** Where the files go as they will lie below `/`; made anew. */
  folder: string;
}

const lib = "usr/lib/haidang-agent";
const doc = "usr/share/doc/haidang-agent";

const copyright = `Hai Dang is licensed under the Apache License, Version 2.0; on Debian systems its text is in
/usr/share/common-licenses/Apache-2.0.

What the package holds of others, with their licences: NOTICE (npm packages) and node-LICENSE (Node.js), both in
/usr/share/doc/haidang-agent.
`;

/** Lays out the agent as it is installed: bundle, Node, launcher, unit, settings, papers. Gives the bundle's bytes. */
export async function layOut({ root, folder }: TreeOptions): Promise<{ bundleBytes: number }> {
  rmSync(folder, { recursive: true, force: true });
  const put = (path: string, content: string | Uint8Array, mode = 0o644): void => {
    makeFolders(folder, path);
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), mode);
  };
  const copy = (from: string, path: string, mode?: number): void =>
    put(path, readFileSync(join(root, from)), mode);

  makeFolders(folder, `${lib}/agent.cjs`);
  const bundle = await bundleProgram(root, "main", join(folder, lib, "agent.cjs"));
  const facts = await bundleProgram(root, "facts", join(folder, lib, "facts.cjs"));
  for (const file of ["agent.cjs", "facts.cjs"]) chmodSync(join(folder, lib, file), 0o644);
  const node = join(folder, lib, "node");
  copyFileSync(join(root, "node_modules/node/bin/node"), node, constants.COPYFILE_FICLONE);
  chmodSync(node, 0o755);

  copy("agent/package/haidang-agent.sh", "usr/bin/haidang-agent", 0o755);
  copy("agent/package/haidang-agent.service", "usr/lib/systemd/system/haidang-agent.service");
  copy("agent/package/agent.env", "etc/haidang-agent/agent.env");
  copy("docs/install-agent.md", `${doc}/install-agent.md`);
  put(`${doc}/changelog.gz`, gzipSync(readFileSync(join(root, "CHANGELOG.md")), { level: 9 }));
  put(`${doc}/copyright`, copyright);
  put(`${doc}/NOTICE`, noticeOf(root, [...new Set([...bundle.packages, ...facts.packages])].toSorted()));
  copy("agent/package/node-LICENSE", `${doc}/node-LICENSE`);
  return { bundleBytes: bundle.bytes };
}

/** Folders of a file, each 0755 whatever the umask says. */
function makeFolders(folder: string, path: string): void {
  const above = dirname(path);
  if (above !== ".") makeFolders(folder, above);
  mkdirSync(join(folder, above), { recursive: true });
  chmodSync(join(folder, above), 0o755);
}
