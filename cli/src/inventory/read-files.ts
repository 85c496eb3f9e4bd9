import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import type { InventoryFiles } from "@haidang/contract/inventory-api.ts";
import { maxSheetBytes } from "@haidang/contract/inventory-api.ts";
import type { Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";

const mostFiles = 500;
const mostFileBytes = 4_000_000;

/** The YAML files named, and those in folders named (deep, hidden ones apart), in the order of their paths. */
export async function readInventoryFiles(
  paths: readonly string[],
  language: Language,
): Promise<InventoryFiles["files"]> {
  const found = new Set<string>();
  for (const path of paths) {
    for (const file of await expand(path, language)) found.add(file);
  }
  if (found.size > mostFiles) {
    const values = { count: found.size, most: mostFiles };
    throw new HaidangError("usage", say(language, "inventory.tooMany", values), {
      hint: say(language, "inventory.tooManyHint"),
    });
  }
  return Promise.all([...found].map(async (path) => ({ path, text: await readBounded(path, language) })));
}

/** A spreadsheet, at most as large as the control plane takes. */
export async function readSheetFile(path: string, language: Language): Promise<Buffer> {
  const { size } = await atPath(path, language, () => stat(path));
  if (size <= maxSheetBytes) return atPath(path, language, () => readFile(path));
  throw new HaidangError("usage", say(language, "import.large", { path, most: maxSheetBytes / 1e6 }), {
    hint: say(language, "import.largeHint"),
  });
}

/** Outlines as GeoJSON, as far as that they are JSON. */
export async function readOutlines(path: string, language: Language): Promise<unknown> {
  const text = await readBounded(path, language);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HaidangError("usage", say(language, "map.notJson", { path }), {
      hint: say(language, "map.notJsonHint"),
      cause,
    });
  }
}

async function expand(path: string, language: Language): Promise<string[]> {
  const info = await atPath(path, language, () => stat(path));
  if (!info.isDirectory()) return [path];
  const names = await atPath(path, language, () => readdir(path, { recursive: true }));
  const files = names
    .filter((name) => /\.ya?ml$/i.test(name) && !name.split(/[\\/]/).some((part) => part.startsWith(".")))
    .toSorted()
    .map((name) => join(path, name));
  if (files.length > 0) return files;
  throw new HaidangError("usage", say(language, "inventory.emptyFolder", { path }), {
    hint: say(language, "inventory.emptyFolderHint"),
  });
}

async function readBounded(path: string, language: Language): Promise<string> {
  const { size } = await atPath(path, language, () => stat(path));
  if (size > mostFileBytes) {
    const values = { path, most: mostFileBytes / 1e6 };
    throw new HaidangError("usage", say(language, "inventory.tooLarge", values), {
      hint: say(language, "inventory.tooManyHint"),
    });
  }
  const bytes = await atPath(path, language, () => readFile(path));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HaidangError("usage", say(language, "inventory.encoding", { path }), {
      hint: say(language, "inventory.encodingHint"),
      cause,
    });
  }
}

async function atPath<T>(path: string, language: Language, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const key = code === "ENOENT" ? "inventory.noFile" : "inventory.unreadable";
    throw new HaidangError("usage", say(language, key, { path, why: String(code) }), {
      hint: say(language, "inventory.pathHint"),
      cause,
    });
  }
}
