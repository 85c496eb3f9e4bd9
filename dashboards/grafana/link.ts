import { dashboard } from "./dashboard.ts";
import { course, type Setting } from "./panel.ts";

const chosen = { where: { kind: "link" }, chosen: { id: "link" }, by: ["id"] };

/** One link or several: loss, delay, both directions, traffic, path. */
export const link = (setting: Setting) =>
  dashboard(setting, {
    id: "link",
    title: "link",
    choices: [
      {
        ...{ name: "link", label: "link", field: "icmp.lossPct", where: { kind: "link" }, tag: "id" },
        several: true,
      },
    ],
    panels: [
      course(setting, "loss", {
        lines: [{ query: { ask: "course", of: "max", field: "icmp.lossPct", ...chosen } }],
        ...{ unit: "percent", width: 24 },
      }),
      course(setting, "roundTrip", {
        lines: [
          { query: { ask: "course", field: "icmp.rttMinMs", ...chosen }, word: "least" },
          { query: { ask: "course", field: "icmp.rttP50Ms", ...chosen }, word: "median" },
          { query: { ask: "course", field: "icmp.rttP95Ms", ...chosen }, word: "p95" },
          { query: { ask: "course", of: "max", field: "icmp.rttMaxMs", ...chosen }, word: "most" },
        ],
        unit: "ms",
      }),
      course(setting, "jitter", {
        lines: [{ query: { ask: "course", field: "icmp.jitterMs", ...chosen } }],
        unit: "ms",
      }),
      course(setting, "byDirection", {
        lines: [
          { query: { ask: "course", field: "stamp.lossForwardPct", ...chosen }, word: "forward" },
          { query: { ask: "course", field: "stamp.lossBackPct", ...chosen }, word: "back" },
        ],
        unit: "percent",
      }),
      course(setting, "oneWay", {
        lines: [
          { query: { ask: "course", field: "stamp.forwardMs", ...chosen }, word: "forward" },
          { query: { ask: "course", field: "stamp.backMs", ...chosen }, word: "back" },
        ],
        unit: "ms",
      }),
      course(setting, "traffic", {
        lines: [
          { query: { ask: "course", field: "port.inBps", ...chosen }, word: "received" },
          { query: { ask: "course", field: "port.outBps", times: -1, ...chosen }, word: "sent" },
        ],
        ...{ unit: "bps", from0: false },
      }),
      course(setting, "farEnd", {
        lines: [{ query: { ask: "course", of: "max", field: "icmpFar.lossPct", ...chosen } }],
        unit: "percent",
      }),
      course(setting, "hops", {
        lines: [
          { query: { ask: "course", of: "max", field: "path.hopCount", ...chosen }, word: "hopCount" },
          { query: { ask: "course", of: "max", field: "path.pmtuBytes", ...chosen }, word: "pathMtu" },
        ],
        ...{ unit: "short", width: 24 },
      }),
    ],
  });
