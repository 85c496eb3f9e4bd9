import { dirname, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { readFolder } from "../../agent/src/snmp/discovery/load.ts";
import { ownProfiles } from "../../agent/src/snmp/discovery/own-profiles.ts";

export interface Bundle {
  /** Bytes of the one file. */
  bytes: number;
  /** Folders of the npm packages in it, from the root of the checkout. */
  packages: string[];
}

/** Makes one CommonJS file of a program of the agent: it starts quicker and holds less memory than modules do. */
export async function bundleProgram(
  root: string,
  program: "main" | "facts",
  outfile: string,
): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [join(root, `agent/src/${program}.ts`)],
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    minify: true,
    legalComments: "none",
    logLevel: "error",
    metafile: true,
    banner: { js: "// Haidang agent. Licences of what is inside: NOTICE, beside this file." },
    plugins: [embedProfiles(), english()],
  });
  return { bytes: Object.values(metafile.outputs)[0]?.bytes ?? 0, packages: packagesOf(metafile) };
}

/** Puts the profiles, read and checked, in the place of the folder they are read from. */
function embedProfiles(): Plugin {
  return {
    name: "profiles",
    setup({ onLoad }) {
      onLoad({ filter: /snmp\/discovery\/own-profiles\.ts$/ }, async () => {
        if (typeof ownProfiles !== "string") throw new Error("the profiles have no folder");
        const sources = (await readFolder(ownProfiles)).map(({ source }) => source);
        // parsed from text at first need: as an object literal they would take memory from the start
        const text = JSON.stringify(JSON.stringify(sources));
        return { contents: `export const ownProfiles = JSON.parse(${text});`, loader: "js" };
      });
    },
  };
}

/** Of zod's messages the agent uses the English ones; the other languages are a quarter of a megabyte. */
function english(): Plugin {
  return {
    name: "english",
    setup({ onLoad }) {
      onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
        contents: 'export { default as en } from "./en.js";',
        resolveDir: dirname(path),
      }));
    },
  };
}

function packagesOf({ inputs }: Metafile): string[] {
  const found = Object.keys(inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(found)].toSorted();
}
