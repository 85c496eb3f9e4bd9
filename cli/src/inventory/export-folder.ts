import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { language } from "../language.ts";
import { say } from "../words/words.ts";

/** Every exported file begins so; only such files are replaced. */
const exportMark = "# haidang inventory export";

/**
 * Writes exported files into a folder, in place of those an earlier export wrote there. Throws `usage` where the folder
 * holds YAML somebody else wrote: both together would not be this inventory.
 */
export async function writeExport(
  folder: string,
  files: ReadonlyArray<{ path: string; text: string }>,
  mode: number,
): Promise<void> {
  const former = await yamlIn(folder);
  for (const path of former) {
    if ((await readFile(join(folder, path), "utf8")).startsWith(exportMark)) continue;
    throw new HaidangError("usage", say(language, "export.foreign", { path: join(folder, path) }), {
      hint: say(language, "export.foreignHint"),
    });
  }
  for (const { path, text } of files) {
    const target = join(folder, ...path.split("/"));
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { force: true });
    await writeFile(target, text, { mode });
  }
  const written = new Set(files.map(({ path }) => join(...path.split("/"))));
  for (const path of former) if (!written.has(path)) await rm(join(folder, path));
}

async function yamlIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder, { recursive: true });
    return names.filter(
      (name) => /\.ya?ml$/i.test(name) && !name.split(/[\\/]/).some((part) => part.startsWith(".")),
    );
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
