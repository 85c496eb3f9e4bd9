import { dashboard } from "./dashboard.ts";
import { course, figure, type Setting, worst } from "./panel.ts";

const all = { where: { kind: "video" }, by: ["id"] };
const chosen = { ...all, chosen: { id: "video" } };

/** Video points: reached, answering calls, and the quality of the call they are in. */
export const video = (setting: Setting) =>
  dashboard(setting, {
    id: "video",
    title: "video",
    choices: [
      {
        ...{ name: "video", label: "video", field: "icmp.lossPct", where: { kind: "video" }, tag: "id" },
        several: true,
      },
    ],
    panels: [
      figure(setting, "pointsSilent", {
        query: { ask: "count", is: ["=", 100], field: "icmp.lossPct", ...all },
        bounds: { warn: 1, bad: 5 },
      }),
      figure(setting, "inCall", { query: { ask: "count", is: ["=", true], field: "sip.inCall", ...all } }),
      worst(setting, "worstLoss", {
        query: { ask: "worst", field: "icmp.lossPct", ...all },
        ...{ unit: "percent", bounds: { warn: 0.5, bad: 2 } },
      }),
      worst(setting, "worstJitter", {
        query: { ask: "worst", field: "icmp.jitterMs", ...all },
        ...{ unit: "ms", bounds: { warn: 30, bad: 60 } },
      }),
      course(setting, "loss", {
        lines: [{ query: { ask: "course", of: "max", field: "icmp.lossPct", ...chosen } }],
        unit: "percent",
      }),
      course(setting, "roundTrip", {
        lines: [{ query: { ask: "course", field: "icmp.rttP95Ms", ...chosen }, word: "p95" }],
        unit: "ms",
      }),
      course(setting, "signalling", {
        lines: [
          { query: { ask: "course", field: "sip.responseMs", ...chosen }, word: "sip" },
          { query: { ask: "course", field: "h323.connectMs", ...chosen }, word: "h323" },
        ],
        unit: "ms",
      }),
      course(setting, "callRate", {
        lines: [
          { query: { ask: "course", field: "videoApi.inCallBps", ...chosen }, word: "received" },
          { query: { ask: "course", field: "videoApi.outCallBps", times: -1, ...chosen }, word: "sent" },
        ],
        ...{ unit: "bps", from0: false },
      }),
      course(setting, "callLoss", {
        lines: [
          { query: { ask: "course", of: "max", field: "videoApi.inLossPct", ...chosen }, word: "received" },
          { query: { ask: "course", of: "max", field: "videoApi.outLossPct", ...chosen }, word: "sent" },
        ],
        unit: "percent",
      }),
      course(setting, "callJitter", {
        lines: [
          { query: { ask: "course", of: "max", field: "videoApi.inJitterMs", ...chosen }, word: "received" },
          { query: { ask: "course", of: "max", field: "videoApi.outJitterMs", ...chosen }, word: "sent" },
        ],
        unit: "ms",
      }),
    ],
  });
