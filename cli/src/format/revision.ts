import { objectKey } from "@haidang/contract/object.ts";
import type { ClassSeconds, Revision } from "@haidang/contract/revision.ts";
import { instantClasses } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Look } from "./column.ts";
import { duration, moment } from "./figure.ts";

/** Each change of what was said of the past: when, of what time, why, and what it said before and says now. */
export function revisionLines(revisions: readonly Revision[], look: Look): string[] {
  return revisions.map((revision) => {
    const { atMs, fromMs, toMs, object, before, after } = revision;
    const period = `${moment(fromMs, look.language)} – ${moment(toMs, look.language)}`;
    const change =
      before === undefined || after === undefined
        ? ""
        : `: ${secondsText(before, look)} → ${secondsText(after, look)}`;
    const what = say(look.language, "revision.of", { object: deviceText(objectKey(object), 80), period });
    return `  ${moment(atMs, look.language)}  ${causeText(revision, look)} · ${what}${change}`;
  });
}

function causeText({ cause, by, check }: Revision, look: Look): string {
  return say(look.language, `revision.${cause}`, {
    by: deviceText(by, 80),
    check: deviceText(check ?? "", 120),
  });
}

function secondsText(seconds: ClassSeconds, look: Look): string {
  return instantClasses
    .flatMap((name) => {
      const lasted = seconds[name];
      return lasted === undefined
        ? []
        : [`${say(look.language, `class.${name}`)} ${duration(lasted, look.language)}`];
    })
    .join(", ");
}
