import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { licenseOf } from "./license.ts";
import { readManifest } from "./manifest.ts";

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The licences of what a bundle holds, word for word. Throws an Error for a package that tells none. */
export function noticeOf(root: string, packages: readonly string[]): string {
  const entries = packages.map((path) => {
    const folder = join(root, path);
    const { name, version, license: told } = readManifest(folder);
    const license = licenseOf({ name, version, license: told });
    return `${name} ${version} (${license})\n\n${licenceText(folder, license)}\n`;
  });
  const head =
    "This product is Hai Dang, licensed under the Apache License 2.0. It holds the following packages.\nThe licence of Node.js and of what it holds is in node-LICENSE.\n";
  return [head, ...entries].join(`\n${"-".repeat(80)}\n\n`);
}

function licenceText(folder: string, license: string | undefined): string {
  const names = readdirSync(folder);
  const file = names.find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return readFileSync(join(folder, file), "utf8").trim();
  // some tell their authors only in their README or their package.json, and that it is the MIT licence
  const holders = license === "MIT" ? holdersIn(folder, names) : [];
  if (holders.length === 0) throw new Error(`${folder} tells no licence, so it cannot be given away`);
  return `${holders.join("\n")}\n\n${mit}`;
}

/** Lines that say whose a package is. */
function holdersIn(folder: string, names: readonly string[]): string[] {
  const readme = names.find((name) => /^readme/i.test(name));
  const text = readme === undefined ? "" : readFileSync(join(folder, readme), "utf8");
  const told = text.match(/^.*\bCopyright \(c\).*$/gim);
  if (told !== null) return told;
  const { author } = readManifest(folder);
  return author === undefined ? [] : [`Copyright (c) ${author} (the author named by its package.json)`];
}
