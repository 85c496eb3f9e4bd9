import type { SensorKind } from "@haidang/contract/sensor.ts";
import { dashboard } from "./dashboard.ts";
import { course, figure, type Setting } from "./panel.ts";
import type { Query } from "./query.ts";

const ofKind = (sensor: SensorKind) => ({
  field: "sensor.value" as const,
  where: { kind: "device", sensor },
  chosen: { id: "device" },
});
const each = (sensor: SensorKind): { query: Query } => ({
  query: { ask: "course", ...ofKind(sensor), by: ["id", "name"] },
});

/** Air, batteries and power, by the devices chosen. ASHRAE TC 9.9 recommends 18 to 27 °C at the inlet. */
export const dataCentre = (setting: Setting) =>
  dashboard(setting, {
    id: "data-centre",
    title: "dataCentre",
    choices: [
      {
        ...{ name: "device", label: "device", field: "sensor.value", where: { kind: "device" }, tag: "id" },
        several: true,
      },
    ],
    panels: [
      figure(setting, "highestInlet", {
        query: { ask: "highest", ...ofKind("temperature"), by: ["id"] },
        ...{ unit: "celsius", bounds: { warn: 27, bad: 32 } },
      }),
      figure(setting, "lowestCharge", {
        query: { ask: "lowest", ...ofKind("charge"), by: ["id"] },
        ...{ unit: "percent", bounds: { warn: 80, bad: 50, low: true } },
      }),
      figure(setting, "onBattery", {
        query: {
          ...{ ask: "count", is: ["=", true], field: "ups.onBattery" },
          ...{ where: { kind: "device" }, chosen: { id: "device" }, by: ["id"] },
        },
        bounds: { warn: 1, bad: 2 },
      }),
      course(setting, "inlet", { lines: [each("temperature")], unit: "celsius", width: 24, from0: false }),
      course(setting, "humidity", { lines: [each("humidity")], unit: "humidity" }),
      course(setting, "upsLoad", { lines: [each("load")], unit: "percent" }),
      course(setting, "upsCharge", { lines: [each("charge")], unit: "percent" }),
      course(setting, "upsRuntime", { lines: [each("runtime")], unit: "m" }),
      course(setting, "power", { lines: [each("power")], unit: "watt" }),
      course(setting, "current", { lines: [each("current")], unit: "amp" }),
    ],
  });
