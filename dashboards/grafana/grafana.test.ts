import { measurements } from "@haidang/contract/measurement.ts";
import { languages } from "@haidang/contract/text.ts";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { files } from "./provisioning.ts";
import type { Source } from "./query.ts";
import { influxql, promql, type Query } from "./query.ts";
import { catalogues } from "./words.ts";

interface Target {
  refId: string;
  expr?: string;
  query?: string;
}
interface Panel {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource: { uid: string };
  targets: Target[];
}
interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
  templating: { list: { name: string; query: string }[] };
}

const sources: readonly Source[] = ["prometheus", "influxdb"];
const sets = sources.flatMap((source) => languages.map((language) => ({ source, language })));

function dashboards(setting: (typeof sets)[number]): Dashboard[] {
  return files(setting, "/srv/grafana/dashboards")
    .filter(({ path }) => path.endsWith(".json"))
    .map(({ text }): Dashboard => JSON.parse(text));
}

describe.each(sets)("dashboards for $source in $language", (setting) => {
  const all = dashboards(setting);

  it("are six, each with a name of its own", () => {
    expect(all.map(({ uid }) => uid)).toEqual(
      ["province", "link", "device", "video", "data-centre", "agents"].map(
        (name) => `haidang-${name}-${setting.language}`,
      ),
    );
    expect(new Set(all.map(({ title }) => title)).size).toBe(6);
  });

  it("have panels that lie beside one another, each with a number, a title and the chosen source", () => {
    for (const { title, panels } of all) {
      expect(new Set(panels.map(({ id }) => id)).size, title).toBe(panels.length);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        expect(x + w, title).toBeLessThanOrEqual(24);
        return Array.from({ length: w * h }, (_, at) => `${x + (at % w)}/${y + Math.floor(at / w)}`);
      });
      expect(new Set(cells).size, title).toBe(cells.length);
      for (const panel of panels) {
        expect(panel.title).not.toBe("");
        expect(panel.datasource.uid).toBe(`\${source}`);
        expect(new Set(panel.targets.map(({ refId }) => refId)).size).toBe(panel.targets.length);
      }
    }
  });

  it("ask only for what the contract lists, and only by variables they have", () => {
    const known = new Set(
      Object.entries(measurements).flatMap(([name, { fields }]) =>
        Object.keys(fields).map((field) =>
          setting.source === "prometheus" ? `${name}_${field}` : `${name}.${field}`,
        ),
      ),
    );
    let asked = 0;
    for (const { panels, templating } of all) {
      const variables = new Set(templating.list.map(({ name }) => name));
      for (const { expr, query } of panels.flatMap(({ targets }) => targets)) {
        const text = expr ?? query ?? "";
        const [, measurement = ""] = /FROM "(\w+)"/.exec(text) ?? [];
        const names =
          setting.source === "prometheus"
            ? [...text.matchAll(/(\w+)\{/g)].map(([, name]) => name)
            : [...text.matchAll(/(?:last|mean|max)\("(\w+)"\)/g)]
                .map(([, field]) => `${measurement}.${field}`)
                .filter((name) => name !== `${measurement}.value` || measurement === "sensor");
        expect(names.length, text).toBeGreaterThan(0);
        for (const name of names) expect(known, text).toContain(name);
        for (const [, name = ""] of text.matchAll(/\$\{?(\w+)/g)) {
          if (!name.startsWith("__") && name !== "timeFilter") expect(variables, text).toContain(name);
        }
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(60);
  });

  it("come with what Grafana reads at its start, and no credential in it", () => {
    const written = files(setting, "/srv/grafana/dashboards");
    const [source, provider] = written.slice(-2).map(({ text }) => parse(text));
    expect(source.datasources).toMatchObject([{ type: setting.source, url: "$HAIDANG_GRAFANA_URL" }]);
    expect(provider.providers[0].options.path).toBe("/srv/grafana/dashboards");
    expect(JSON.stringify(source)).not.toMatch(/hdt_|password":"[^$]/);
  });
});

it("have every word in both languages, and use each", () => {
  expect(Object.keys(catalogues.vi)).toEqual(Object.keys(catalogues.en));
  for (const language of languages) {
    const text = dashboards({ source: "prometheus", language })
      .map((one) => JSON.stringify(one))
      .join();
    const unused = Object.values(catalogues[language]).filter((word) => !text.includes(word));
    expect(unused).toEqual([]);
  }
});

it.each<[Query, string, string]>([
  [
    { ask: "course", field: "icmp.rttP95Ms", where: { kind: "link" }, chosen: { id: "link" }, by: ["id"] },
    'avg by (id) (avg_over_time(icmp_rttP95Ms{kind="link",id=~"$link"}[$__interval]))',
    `SELECT mean("rttP95Ms") FROM "icmp" WHERE "kind" = 'link' AND "id" =~ /^\${link:regex}$/ AND $timeFilter GROUP BY time($__interval), "id" fill(null)`,
  ],
  [
    { ask: "course", of: "rate", field: "interface.inErrors", by: ["id", "ifName"] },
    "sum by (id, ifName) (rate(interface_inErrors{}[$__rate_interval]))",
    'SELECT non_negative_derivative(last("inErrors"), 1s) FROM "interface" WHERE $timeFilter GROUP BY time($__interval), "id", "ifName" fill(null)',
  ],
  [
    { ask: "count", is: ["=", true], field: "ups.onBattery", by: ["id"] },
    "count(max by (id) (last_over_time(ups_onBattery{}[10m])) == 1)",
    'SELECT count("value") FROM (SELECT last("onBattery") AS "value" FROM "ups" WHERE time > now() - 10m GROUP BY "id") WHERE "value" = true',
  ],
  [
    { ask: "worst", field: "icmp.lossPct", by: ["id"] },
    "topk(10, avg by (id) (avg_over_time(icmp_lossPct{}[$__range])))",
    'SELECT top("value", "id", 10) AS "value" FROM (SELECT mean("lossPct") AS "value" FROM "icmp" WHERE $timeFilter GROUP BY "id")',
  ],
])("asks the same in both tongues: %j", (query, prometheus, influx) => {
  expect(promql(query)).toBe(prometheus);
  expect(influxql(query)).toBe(influx);
});
