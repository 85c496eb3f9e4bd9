import { stringify } from "yaml";
import { agents } from "./agents.ts";
import { dataCentre } from "./data-centre.ts";
import { device } from "./device.ts";
import { link } from "./link.ts";
import type { Setting } from "./panel.ts";
import { province } from "./province.ts";
import type { Source } from "./query.ts";
import { video } from "./video.ts";

const all = { province, link, device, video, "data-centre": dataCentre, agents };

/** A file Grafana reads at its start, by its path below the folder. */
export interface File {
  path: string;
  text: string;
}

/**
 * Dashboards, their provider and the data source. Addresses and credentials stand as variables of Grafana's environment, so
 * that no file holds one.
 */
export function files(setting: Setting, dashboardsFolder: string): File[] {
  return [
    ...Object.entries(all).map(([name, make]) => ({
      path: `dashboards/${name}.json`,
      text: `${JSON.stringify(make(setting), null, 2)}\n`,
    })),
    { path: "provisioning/datasources/haidang.yaml", text: stringify(dataSource(setting.source)) },
    {
      path: "provisioning/dashboards/haidang.yaml",
      text: stringify({
        apiVersion: 1,
        providers: [
          {
            ...{ name: "haidang", folder: "Hải Đăng", type: "file", allowUiUpdates: false },
            ...{ updateIntervalSeconds: 60, options: { path: dashboardsFolder } },
          },
        ],
      }),
    },
  ];
}

function dataSource(source: Source) {
  const common = { uid: `haidang-${source}`, access: "proxy", isDefault: true, editable: false };
  if (source === "prometheus") {
    return {
      apiVersion: 1,
      datasources: [
        {
          ...{ name: "Hải Đăng", type: "prometheus", ...common, url: "$HAIDANG_GRAFANA_URL" },
          jsonData: {
            ...{ httpMethod: "POST", timeInterval: "60s", httpHeaderName1: "Authorization" },
          },
          secureJsonData: { httpHeaderValue1: "Bearer $HAIDANG_GRAFANA_TOKEN" },
        },
      ],
    };
  }
  return {
    apiVersion: 1,
    datasources: [
      {
        ...{ name: "Hải Đăng", type: "influxdb", ...common, url: "$HAIDANG_GRAFANA_URL" },
        user: "$HAIDANG_GRAFANA_USER",
        jsonData: {
          ...{
            version: "InfluxQL",
            dbName: "$HAIDANG_GRAFANA_DATABASE",
            httpMode: "POST",
            timeInterval: "60s",
          },
        },
        secureJsonData: { password: "$HAIDANG_GRAFANA_PASSWORD" },
      },
    ],
  };
}
