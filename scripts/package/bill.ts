import type { Installed } from "./installed.ts";
import { licenseOf } from "./license.ts";

/** What a package of ours holds of others, as a CycloneDX 1.6 document; the same for the same contents. */
export function billOf(product: { name: string; version: string }, packages: readonly Installed[]): string {
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": `${product.name}@${product.version}`,
        name: product.name,
        version: product.version,
        licenses: [{ license: { id: "Apache-2.0" } }],
      },
    },
    components: packages.map(componentOf),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function componentOf(installed: Installed) {
  const { name, version, integrity, path } = installed;
  const license = licenseOf(installed);
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const isExpression = license !== undefined && / (?:OR|AND) /.test(license);
  return {
    type: "library",
    // the same version can lie in two places
    "bom-ref": `${purl}#${path}`,
    name,
    version,
    purl,
    ...(license === undefined
      ? {}
      : { licenses: [isExpression ? { expression: license } : { license: { id: license } }] }),
    ...(integrity === undefined ? {} : { hashes: hashesOf(integrity) }),
  };
}

/** Subresource integrity (`sha512-<base64>`, several with blanks) in CycloneDX's words. */
function hashesOf(integrity: string): { alg: string; content: string }[] {
  return integrity.split(/\s+/).flatMap((one) => {
    const [, bits, base64] = /^sha(\d+)-([A-Za-z0-9+/=]+)$/.exec(one) ?? [];
    if (bits === undefined || base64 === undefined) return [];
    const content = Buffer.from(base64, "base64").toString("hex");
    return [{ alg: bits === "1" ? "SHA-1" : `SHA-${bits}`, content }];
  });
}
