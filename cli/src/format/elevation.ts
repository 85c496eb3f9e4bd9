import type { RackDetail } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Look } from "./column.ts";
import { shownName } from "./object.ts";
import { classLooks, paint } from "./tone.ts";
import { fitText, padText } from "./width.ts";

const narrowest = 30;
const widest = 60;

/** The rack from the top down, one line a unit, with how each device is. */
export function elevation(
  { heightU, mounted, members }: Pick<RackDetail, "heightU" | "mounted" | "members">,
  look: Look,
): string[] {
  const width = Math.min(widest, Math.max(narrowest, look.width - 10));
  const classes = new Map(members.map((member) => [member.id, member.class]));
  const edge = "─".repeat(width + 2);
  const lines = Array.from({ length: heightU }, (_, at) => {
    const u = heightU - at;
    const here = mounted.filter((one) => one.u === u);
    const names = here.map((one) => `${shownName(one)} (${deviceText(one.id, 63)})`).join(", ");
    // several at one unit: the worst of them is what to see
    const worst = here
      .map(({ id }) => classLooks[classes.get(id) ?? "unmonitored"])
      .toSorted((a, b) => a.rank - b.rank)[0];
    const text = worst === undefined ? "" : fitText(`${worst.glyph} ${names}`, width);
    return `  ${String(u).padStart(2)} │ ${paint(padText(text, width, "left"), worst?.tone, look.color)} │`;
  });
  return [`     ┌${edge}┐`, ...lines, `     └${edge}┘`];
}
