import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";

/** What dpkg is told of a package. */
export interface DebKind {
  /** Of the package, the file and the unit. */
  name: "haidang" | "haidang-agent";
  /** Where the maintainer scripts lie, from the root of the checkout. */
  scripts: string;
  /** Settings that an upgrade leaves as they were changed. */
  conffile: string;
  depends: string;
  recommends: string;
  description: string;
}

export interface DebOptions {
  /** The checkout. */
  root: string;
  /** What was laid out. */
  folder: string;
  version: string;
  /** Where the package goes. */
  outFolder: string;
}

// what the Node inside needs, and what the scripts call
const always = "adduser, init-system-helpers, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 9)";

export const agentDeb: DebKind = {
  name: "haidang-agent",
  scripts: "agent/package",
  conffile: "/etc/haidang-agent/agent.env",
  depends: `${always}, fping, util-linux`,
  recommends: "chrony",
  description: `agent of the network monitor Hai Dang
 Measures links, SNMP devices, video points and services of a site and
 delivers to a control plane; keeps what it cannot send on disk until it can.
 .
 Brings its own Node.js and needs no other.`,
};

export const centreDeb: DebKind = {
  name: "haidang",
  scripts: "control-plane/package",
  conffile: "/etc/haidang/haidang.env",
  depends: always,
  recommends: "chrony, haidang-agent",
  description: `control plane of the network monitor Hai Dang
 Takes what agents measure, remembers it, judges what is up and what is down,
 tells people, and answers: a page, the command haidang, an API.
 .
 Brings its own Node.js and needs no other.`,
};

const architectures: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "armhf" };

/** Debian's name for the kind of machine this is. Throws an Error where Debian has none that Node runs on. */
export function debianArchitecture(arch: string = process.arch): string {
  const name = architectures[arch];
  if (name === undefined) throw new Error(`There is no Debian package for machines of kind ${arch}.`);
  return name;
}

/** Whether `dpkg-deb` is here. */
export function canMakeDeb(): boolean {
  try {
    execFileSync("dpkg-deb", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    // missing or broken: either way only the folder is made
    return false;
  }
}

/** Makes the Debian package of a folder and gives its path. */
export function makeDeb(kind: DebKind, { root, folder, version, outFolder }: DebOptions): string {
  const files = filesOf(folder);
  const control = join(folder, "DEBIAN");
  mkdirSync(control, { mode: 0o755 });
  const put = (name: string, text: string): void => {
    writeFileSync(join(control, name), text);
    chmodSync(join(control, name), 0o644);
  };
  put("control", controlText(kind, version, files));
  put("conffiles", `${kind.conffile}\n`);
  put("md5sums", files.map((path) => `${md5(path)}  ${relative(folder, path)}\n`).join(""));
  for (const name of ["postinst", "prerm", "postrm"]) {
    copyFileSync(join(root, kind.scripts, name), join(control, name));
    chmodSync(join(control, name), 0o755);
  }
  const path = join(outFolder, `${kind.name}_${version}_${debianArchitecture()}.deb`);
  // zstd: seconds where xz takes minutes, known to Debian 12 and Ubuntu 22.04 and later
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zzstd", "-z6", "--build", folder, path], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return path;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function md5(path: string): string {
  return createHash("md5").update(readFileSync(path)).digest("hex");
}

function controlText(kind: DebKind, version: string, files: readonly string[]): string {
  const kilobytes = Math.ceil(files.reduce((sum, path) => sum + statSync(path).size, 0) / 1024);
  return `Package: ${kind.name}
Version: ${version}
Architecture: ${debianArchitecture()}
Maintainer: Hai Dang developers <haidang@localhost>
Installed-Size: ${kilobytes}
Section: net
Priority: optional
Depends: ${kind.depends}
Recommends: ${kind.recommends}
Description: ${kind.description}
`;
}
