import { expect, test } from "vitest";
import { agentsFinding, clockFinding, nodeFinding, readyFinding } from "./examine.ts";
import { judgeMode } from "./folder.ts";
import { judgeTool } from "./icmp.ts";
import { judgePathTools } from "./path.ts";

test("an old Node fails", () => {
  expect(nodeFinding("24.0.0", "en").outcome).toBe("ok");
  expect(nodeFinding("26.1.0", "en").outcome).toBe("ok");
  expect(nodeFinding("20.20.2", "en")).toMatchObject({
    outcome: "fail",
    hint: expect.stringContaining("Node 24"),
  });
});

test.each([
  ["folder", 0o700, "ok"],
  ["folder", 0o755, "warn"],
  ["folder", 0o777, "fail"],
  ["keyFile", 0o600, "ok"],
  ["keyFile", 0o400, "ok"],
  ["keyFile", 0o640, "fail"],
  ["keyFile", 0o604, "fail"],
] as const)("%s with mode %o is %s", (check, mode, outcome) => {
  const finding = judgeMode(check, "/srv/data", mode, "en");
  expect(finding.outcome).toBe(outcome);
  if (outcome !== "ok") expect(finding.hint).toBe(`chmod ${check === "folder" ? 700 : 600} /srv/data`);
});

test.each([
  [0, "ok", "agree (0 s)"],
  [999, "ok", "agree (0 s)"],
  [5900, "ok", "agree (4.9 s)"],
  [-5000, "ok", "agree (5 s)"],
  [61_000, "warn", "60 s ahead"],
  [-7000, "warn", "7 s behind"],
])("a clock %i ms off is %s", (offMs, outcome, words) => {
  expect(clockFinding(1_800_000_000_000, 1_800_000_000_000 + offMs, "en")).toMatchObject({
    outcome,
    message: expect.stringContaining(words),
  });
});

test("a server that tells no time is not judged", () => {
  expect(clockFinding(null, 0, "en")).toBeUndefined();
});

test("agents", () => {
  const agents = Array.from({ length: 10 }, (_, index) => ({ id: `a${index}`, silent: index > 0 }));
  expect(agentsFinding([], "en").outcome).toBe("warn");
  expect(agentsFinding(agents.slice(0, 1), "en").outcome).toBe("ok");
  expect(agentsFinding(agents, "en").message).toBe(
    "agents: 9 of 10 silent: a1, a2, a3, a4, a5, a6, a7, a8, …",
  );
});

test("readiness", () => {
  expect(readyFinding({ status: 200, serverMs: null, engine: "influxdb 1.6.7" }, "en")).toMatchObject({
    outcome: "ok",
    message: "it is ready; series are kept by: influxdb 1.6.7",
  });
  expect(readyFinding({ status: 503, serverMs: null, message: "the disk is full" }, "en")).toMatchObject({
    outcome: "fail",
    message: "it is not ready: the disk is full",
  });
});

test("what sends echo requests", () => {
  expect(judgeTool({ by: "fping" }, "en").outcome).toBe("ok");
  expect(judgeTool({ by: "ping", detail: "no fping" }, "en")).toMatchObject({
    outcome: "warn",
    message: "fping cannot be used, ping takes its place: no fping",
  });
  expect(judgeTool({ missing: "tool_missing", detail: "neither" }, "en")).toMatchObject({
    outcome: "fail",
    message: "no echo requests can be sent from here: a tool is missing on the agent: neither",
  });
});

test("what traces paths is a warning where it lacks", () => {
  expect(judgePathTools([], "en")).toMatchObject({ check: "path", outcome: "ok" });
  expect(judgePathTools(["traceroute is not installed", "a\u001b[2J"], "en")).toMatchObject({
    outcome: "warn",
    message: "paths of links cannot be measured in full from here: traceroute is not installed; a [2J",
    hint: expect.stringContaining("apt install traceroute"),
  });
});
