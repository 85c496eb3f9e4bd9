import { deviceText, type Language } from "@haidang/contract/text.ts";
import type { Finding } from "../format/doctor.ts";
import { say } from "../words/words.ts";

/** Whether paths of links can be traced from here; the rest works without. */
export async function pathFinding(language: Language): Promise<Finding> {
  const { missingPathTools } = await import("@haidang/agent/probe/path/find-path-tool.ts");
  const faults = await missingPathTools();
  return judgePathTools(
    faults.map(({ detail }) => detail),
    language,
  );
}

export function judgePathTools(faults: readonly string[], language: Language): Finding {
  if (faults.length === 0) return { check: "path", outcome: "ok", message: say(language, "doctor.path") };
  const why = faults.map((fault) => deviceText(fault)).join("; ");
  const hint = say(language, "doctor.pathHint");
  return { check: "path", outcome: "warn", message: say(language, "doctor.noPath", { why }), hint };
}
