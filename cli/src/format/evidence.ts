import type { EvidenceVerdict } from "@haidang/contract/evidence.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Look } from "./column.ts";
import { moment } from "./figure.ts";
import { paint } from "./tone.ts";

/** Nobody reads more; `--json` has them all. */
const mostFaults = 20;

/** The verdict first, then who signed what, then each thing that does not fit. */
export function renderVerdict(verdict: EvidenceVerdict, look: Look, isKeyKnown: boolean): string {
  const { language } = look;
  const { ok, faults, fingerprint, madeMs, by, links, outages, points, rawProven, outagesWithoutRaw } =
    verdict;
  const values = { links, outages, points, proven: rawProven, without: outagesWithoutRaw };
  return [
    paint(
      ok ? say(language, "evidence.ok") : say(language, "evidence.wrong", { count: faults.length }),
      ok ? "good" : "bad",
      look.color,
    ),
    ...(madeMs === null
      ? []
      : [
          say(language, "evidence.madeBy", { time: moment(madeMs, language), by: deviceText(by, 120) }),
          say(language, "evidence.fingerprint", { fingerprint }),
          ...(isKeyKnown ? [] : [say(language, "evidence.unproven")]),
          say(language, "evidence.counted", values),
        ]),
    ...faults
      .slice(0, mostFaults)
      .map(
        ({ fault, values: filled }) =>
          `  ${deviceText(say(language, `evidence.fault.${fault}`, filled), 500)}`,
      ),
    ...(faults.length > mostFaults
      ? [say(language, "incident.more", { count: faults.length - mostFaults })]
      : []),
  ].join("\n");
}
