import type { TraceRun } from "../probe/trace.ts";
import type { Look } from "./column.ts";
import { renderPath } from "./path.ts";
import { renderProbe } from "./probe.ts";

/** The verdict as `haidang probe` has it, then the hops. */
export function renderTraceRun({ result, path }: TraceRun, address: string, look: Look): string {
  const verdict = renderProbe({ result, points: [] }, address, look);
  return path === undefined ? verdict : `${verdict}\n\n${renderPath(path, look)}`;
}
