import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Plugin, settings } from "@oclif/core";

/**
 * Writes `oclif.manifest.json`, the list of commands with the file of each, so that a call loads only its own
 * command. It only saves time: without the file oclif reads the folder.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
settings.enableAutoTranspile = false;
const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
await writeFile(join(root, "oclif.manifest.json"), `${JSON.stringify(plugin.manifest)}\n`);
