import { dashboard } from "./dashboard.ts";
import { course, figure, type Setting } from "./panel.ts";

const own = { where: { kind: "device" }, chosen: { id: "device" } };
const chosen = { ...own, by: ["id"] };
const port = { ...own, by: ["id", "ifName"] };

/** What a device tells by SNMP: ports, errors, processor, memory, storage, sensors. */
export const device = (setting: Setting) =>
  dashboard(setting, {
    id: "device",
    title: "device",
    choices: [
      {
        ...{ name: "device", label: "device", field: "device.uptimeS", where: { kind: "device" } },
        tag: "id",
      },
    ],
    panels: [
      figure(setting, "uptime", { query: { ask: "highest", field: "device.uptimeS", ...chosen }, unit: "s" }),
      figure(setting, "temperature", {
        query: {
          ...{ ask: "highest", field: "sensor.value" },
          ...{ ...own, where: { kind: "device", sensor: "temperature" }, by: ["id"] },
        },
        ...{ unit: "celsius", bounds: { warn: 45, bad: 60 } },
      }),
      course(setting, "ports", {
        lines: [
          { query: { ask: "course", field: "interface.inBps", ...port }, word: "received" },
          { query: { ask: "course", field: "interface.outBps", times: -1, ...port }, word: "sent" },
        ],
        ...{ unit: "bps", width: 24, from0: false },
      }),
      course(setting, "errors", {
        lines: [
          { query: { ask: "course", of: "rate", field: "interface.inErrors", ...port }, word: "errorsIn" },
          { query: { ask: "course", of: "rate", field: "interface.outErrors", ...port }, word: "errorsOut" },
          {
            query: { ask: "course", of: "rate", field: "interface.inDiscards", ...port },
            word: "discardsIn",
          },
          {
            query: { ask: "course", of: "rate", field: "interface.outDiscards", ...port },
            word: "discardsOut",
          },
        ],
        unit: "cps",
      }),
      course(setting, "processor", {
        lines: [{ query: { ask: "course", field: "processor.pct", ...own, by: ["id", "oid"] } }],
        unit: "percent",
      }),
      course(setting, "memory", {
        lines: [{ query: { ask: "course", field: "memory.usedBytes", ...own, by: ["id", "name"] } }],
        unit: "bytes",
      }),
      course(setting, "storage", {
        lines: [{ query: { ask: "course", field: "storage.usedBytes", ...own, by: ["id", "name"] } }],
        unit: "bytes",
      }),
      course(setting, "temperature", {
        lines: [
          {
            query: {
              ...{ ask: "course", field: "sensor.value", chosen: { id: "device" } },
              ...{ where: { kind: "device", sensor: "temperature" }, by: ["id", "name"] },
            },
          },
        ],
        ...{ unit: "celsius", width: 24, from0: false },
      }),
    ],
  });
