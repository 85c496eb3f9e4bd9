import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { languages } from "@haidang/contract/text.ts";
import { scripts as completions } from "../../cli/src/completion/script.ts";
import { files } from "../../dashboards/grafana/provisioning.ts";
import { productionPackages } from "./installed.ts";
import { type Layer, openLayer, textOf } from "./layer.ts";
import { layPapers, type TreeOptions } from "./tree.ts";

const lib = "usr/lib/haidang";
const doc = "usr/share/doc/haidang";
const workspaces = ["contract", "agent", "control-plane", "cli"] as const;
const built = ["dashboards/noc/dist/index.html", "cli/oclif.manifest.json"];

/**
 * Lays out the control plane as it is installed: the sources it runs from, the npm packages they need, Node, the page, the
 * command `haidang` with completion and manual, unit, settings, papers. Throws an Error where page or commands are not built.
 */
export function layOutCentre({ root, folder }: TreeOptions): void {
  for (const path of built) {
    if (!existsSync(join(root, path))) throw new Error(`${path} is not there: npm run package builds it`);
  }
  const layer = openLayer(root, folder);
  const packages = productionPackages(root, { workspaces }).filter(({ path }) =>
    existsSync(join(root, path)),
  );
  for (const workspace of workspaces) laySources(layer, workspace);
  for (const { path } of packages) layer.copyFolder(path, `${lib}/${path}`, isNeededToRun);
  layer.copy("node_modules/node/bin/node", `${lib}/node`, 0o755);
  layer.copy("cli/oclif.manifest.json", `${lib}/cli/oclif.manifest.json`);
  layer.copyFolder("cli/bin", `${lib}/cli/bin`, () => true);
  layer.copyFolder("dashboards/noc/dist", `${lib}/dashboards/noc/dist`, (path) => path !== ".stamp");
  layCommand(layer, root);
  layer.copy("control-plane/package/haidang.service", "usr/lib/systemd/system/haidang.service");
  layer.copy("control-plane/package/haidang.env", "etc/haidang/haidang.env");
  layer.copyFolder("docs", doc, (path) => path.endsWith(".md"));
  layer.copyFolder("examples", `${doc}/examples`, () => true);
  layGrafana(layer);
  const page = productionPackages(root, { workspaces: ["dashboards"], without: ["vite"] });
  const held = [...packages, ...page].map(({ path }) => path);
  layPapers(layer, root, { doc, name: "haidang", workspace: "control-plane", packages: held });
}

function layGrafana(layer: Layer): void {
  for (const source of ["prometheus", "influxdb"] as const) {
    for (const language of languages) {
      const folder = `usr/share/haidang/grafana/${source}-${language}`;
      for (const { path, text } of files({ source, language }, `/${folder}/dashboards`))
        layer.put(`${folder}/${path}`, text);
    }
  }
}

/** Where the sources of a workspace lie, they are found by its name through a link, as in the checkout. */
function laySources(layer: Layer, workspace: (typeof workspaces)[number]): void {
  layer.copy(`${workspace}/package.json`, `${lib}/${workspace}/package.json`);
  layer.copyFolder(`${workspace}/src`, `${lib}/${workspace}/src`, isNoTest);
  if (workspace !== "cli") layer.link(`${lib}/node_modules/@haidang/${workspace}`, `../../${workspace}`);
}

function isNoTest(path: string): boolean {
  return !/\.test\.ts$|(?:^|\/)(?:fixtures|scripted)(?:\/|$)|(?:^|\/)README\.md$/.test(path);
}

/** Types, maps, tests, tools and texts about a package are two thirds of it, and nothing here reads them. */
function isNeededToRun(path: string): boolean {
  if (/^(?:\.|(?:tests?|examples?|benchmarks?|docs|ref)\/)/.test(path)) return false;
  return (
    !/\.(?:[cm]?tsx?|map|flow|markdown)$/.test(path) && (!/\.md$/i.test(path) || /licen[cs]e/i.test(path))
  );
}

function layCommand(layer: Layer, root: string): void {
  layer.copy("control-plane/package/haidang.sh", "usr/bin/haidang", 0o755);
  layer.put("usr/share/bash-completion/completions/haidang", completions.bash);
  layer.put("usr/share/zsh/vendor-completions/_haidang", completions.zsh);
  layer.put("usr/share/fish/vendor_completions.d/haidang.fish", completions.fish);
  const manual = (name: string) => gzipSync(textOf(root, `control-plane/package/${name}`), { level: 9 });
  layer.put("usr/share/man/man1/haidang.1.gz", manual("haidang.1"));
  layer.put("usr/share/man/vi/man1/haidang.1.gz", manual("haidang.vi.1"));
}
