import { dashboard } from "./dashboard.ts";
import { course, figure, type Setting } from "./panel.ts";

const all = { by: ["agent"] };
const chosen = { chosen: { agent: "agent" }, by: ["agent"] };

/** Agents on themselves and their machines: what waits, what was dropped, whose clock is off. */
export const agents = (setting: Setting) =>
  dashboard(setting, {
    id: "agents",
    title: "agents",
    choices: [{ name: "agent", label: "agents", field: "agent.checks", tag: "agent", several: true }],
    panels: [
      figure(setting, "agentsReporting", { query: { ask: "count", field: "agent.checks", ...all } }),
      figure(setting, "oldest", {
        query: { ask: "highest", field: "agent.oldestUnsentS", ...all },
        ...{ unit: "s", bounds: { warn: 60, bad: 600 } },
      }),
      figure(setting, "dropped", {
        query: { ask: "count", is: [">", 0], field: "agent.droppedPoints", ...all },
        bounds: { warn: 1, bad: 5 },
      }),
      course(setting, "waiting", {
        lines: [{ query: { ask: "course", of: "max", field: "agent.spoolBatches", ...chosen } }],
        ...{ unit: "short", width: 24 },
      }),
      course(setting, "clock", {
        lines: [{ query: { ask: "course", field: "agent.clockOffsetMs", ...chosen } }],
        ...{ unit: "ms", from0: false },
      }),
      course(setting, "checks", {
        lines: [{ query: { ask: "course", of: "max", field: "agent.checks", ...chosen } }],
        unit: "short",
      }),
      course(setting, "agentMemory", {
        lines: [{ query: { ask: "course", field: "agent.rssBytes", ...chosen } }],
        unit: "bytes",
      }),
      course(setting, "agentProcessor", {
        lines: [{ query: { ask: "course", field: "agent.cpuPct", ...chosen } }],
        unit: "percent",
      }),
      course(setting, "machineProcessor", {
        lines: [{ query: { ask: "course", field: "host.cpuPct", ...chosen } }],
        unit: "percent",
      }),
      course(setting, "machineMemory", {
        lines: [{ query: { ask: "course", field: "host.memUsedBytes", ...chosen } }],
        unit: "bytes",
      }),
      course(setting, "machineDisk", {
        lines: [{ query: { ask: "course", field: "hostDisk.usedPct", ...chosen, by: ["agent", "mount"] } }],
        ...{ unit: "percent", width: 24 },
      }),
    ],
  });
