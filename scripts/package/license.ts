import type { Installed } from "./installed.ts";

/** Licences that let us give a package away inside an Apache-2.0 product, with their texts in NOTICE. */
export const allowedLicenses: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  // fonts, which are given away unchanged and beside the program
  "OFL-1.1",
]);

/** Packages whose package.json tells no licence, with what their own LICENSE file is; of exactly that version. */
const toldElsewhere: Readonly<Record<string, string>> = {
  // 23 November 2026: LICENSE in the package is the MIT licence of Devon Govett, 2017
  "png-js@2.0.0": "MIT",
};

/** The SPDX expression of a package's licence, or undefined when nobody told. */
export function licenseOf({ name, version, license }: Pick<Installed, "name" | "version" | "license">) {
  return license ?? toldElsewhere[`${name}@${version}`];
}

/** Whether an SPDX expression can be satisfied with allowed licences alone: of OR one, of AND all. No exceptions (WITH). */
export function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, "$1");
  if (/[()]/.test(plain)) return false;
  return plain
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((license) => allowedLicenses.has(license.trim())));
}
