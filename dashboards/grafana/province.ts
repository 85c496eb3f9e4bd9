import { dashboard } from "./dashboard.ts";
import { figure, type Setting, worst } from "./panel.ts";

const link = { where: { kind: "link" }, by: ["id"] };
const video = { where: { kind: "video" }, by: ["id"] };

/** How many of everything, and which lines are worst. */
export const province = (setting: Setting) =>
  dashboard(setting, {
    id: "province",
    title: "province",
    panels: [
      figure(setting, "linksMeasured", { query: { ask: "count", field: "icmp.lossPct", ...link } }),
      figure(setting, "linksSilent", {
        query: { ask: "count", is: ["=", 100], field: "icmp.lossPct", ...link },
        bounds: { warn: 1, bad: 5 },
      }),
      figure(setting, "linksLossy", {
        query: { ask: "count", is: [">", 5], field: "icmp.lossPct", ...link },
        bounds: { warn: 1, bad: 10 },
      }),
      figure(setting, "pointsSilent", {
        query: { ask: "count", is: ["=", 100], field: "icmp.lossPct", ...video },
        bounds: { warn: 1, bad: 5 },
      }),
      figure(setting, "devicesTold", {
        query: { ask: "count", field: "device.uptimeS", where: { kind: "device" }, by: ["id"] },
      }),
      figure(setting, "agentsReporting", { query: { ask: "count", field: "agent.checks", by: ["agent"] } }),
      worst(setting, "worstLoss", {
        query: { ask: "worst", field: "icmp.lossPct", ...link },
        ...{ unit: "percent", bounds: { warn: 1, bad: 10 } },
      }),
      worst(setting, "worstDelay", {
        query: { ask: "worst", field: "icmp.rttP95Ms", ...link },
        ...{ unit: "ms", bounds: { warn: 150, bad: 300 } },
      }),
      worst(setting, "worstJitter", {
        query: { ask: "worst", field: "icmp.jitterMs", ...link },
        ...{ unit: "ms", bounds: { warn: 30, bad: 60 } },
      }),
      worst(setting, "busiest", {
        query: { ask: "worst", field: "port.inBps", ...link },
        unit: "bps",
      }),
    ],
  });
