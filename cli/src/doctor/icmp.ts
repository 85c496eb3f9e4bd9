import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import type { Finding } from "../format/doctor.ts";
import { say } from "../words/words.ts";

/** Whether this machine can send echo requests the good way; tried for real, against loopback. */
export async function icmpFinding(language: Language): Promise<Finding> {
  const { findIcmpTool } = await import("@haidang/agent/probe/icmp/find-icmp-tool.ts");
  return judgeTool(await findIcmpTool(), language);
}

export function judgeTool(tool: Facts["icmp"], language: Language): Finding {
  const detail = tool.detail === undefined ? "" : deviceText(tool.detail);
  const hint = say(language, "doctor.fpingHint");
  if ("missing" in tool) {
    const why = `${say(language, `reason.${tool.missing}`)}${detail === "" ? "" : `: ${detail}`}`;
    return { check: "icmp", outcome: "fail", message: say(language, "doctor.icmpNone", { why }), hint };
  }
  if (tool.by === "fping") return { check: "icmp", outcome: "ok", message: say(language, "doctor.fping") };
  return { check: "icmp", outcome: "warn", message: say(language, "doctor.ping", { why: detail }), hint };
}
