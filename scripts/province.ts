import { mkdirSync, writeFileSync } from "node:fs";
import { binhDuong } from "./province/binh-duong.ts";
import { readFacts } from "./province/facts.ts";
import { quangNinh } from "./province/quang-ninh.ts";
import { fileText, type InventoryFile } from "./province/yaml.ts";

const examples = new URL("../examples/", import.meta.url);

/** The example provinces, by folder; the same at every run. */
export function provinces(): Readonly<Record<string, readonly InventoryFile[]>> {
  return {
    "quang-ninh": quangNinh(readFacts(new URL("quang-ninh/facts/", examples))),
    "binh-duong": binhDuong(),
  };
}

if (import.meta.main) {
  for (const [folder, files] of Object.entries(provinces())) {
    const url = new URL(`${folder}/`, examples);
    mkdirSync(url, { recursive: true });
    for (const file of files) writeFileSync(new URL(file.name, url), fileText(file));
    console.log(`${folder}: ${files.length}`);
  }
}
