import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { languages } from "@haidang/contract/text.ts";
import { files } from "./provisioning.ts";
import type { Source } from "./query.ts";

/** `npm run grafana -- <folder> [--source prometheus|influxdb] [--lang vi|en]`: what Grafana reads at its start. */
const usage = "npm run grafana -- <folder> [--source prometheus|influxdb] [--lang vi|en]";
const sources: readonly Source[] = ["prometheus", "influxdb"];

function write(): string | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      source: { type: "string", default: "prometheus" },
      lang: { type: "string", default: "vi" },
    },
  });
  const [folder, ...others] = positionals;
  const source = sources.find((one) => one === values.source);
  const language = languages.find((one) => one === values.lang);
  if (folder === undefined || others.length > 0 || source === undefined || language === undefined)
    return usage;
  const root = resolve(folder);
  const written = files({ source, language }, join(root, "dashboards"));
  for (const { path, text } of written) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  process.stdout.write(written.map(({ path }) => `${join(root, path)}\n`).join(""));
  return undefined;
}

let fault: string | undefined;
try {
  fault = write();
} catch (error) {
  if (!(error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")))
    throw error;
  fault = usage;
}
if (fault !== undefined) {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 2;
}
