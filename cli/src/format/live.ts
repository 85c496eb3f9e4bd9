import type { LiveEvent } from "@haidang/contract/api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Look } from "./column.ts";
import { moment } from "./figure.ts";
import { subjectName, verdictText } from "./incident.ts";
import { classText, reasonText, shownName } from "./object.ts";
import { classLooks, paint } from "./tone.ts";
import { padText } from "./width.ts";

/** One line of `haidang watch`; undefined for what only drawings need. */
export function liveLine(event: LiveEvent, look: Look): string | undefined {
  const time = moment(look.nowMs, look.language, true);
  if (event.name === "object") {
    const { data } = event;
    const state = padText(classText(data.class, look), 15, "left");
    const reason = reasonText(data, look.language);
    const kind = say(look.language, `kind.${data.kind}`);
    const about = `${kind} ${shownName(data)} (${deviceText(data.id, 63)})`;
    return `${time}  ${paint(state, classLooks[data.class].tone, look.color)}  ${about}${reason === "" ? "" : ` · ${reason}`}`;
  }
  if (event.name === "incident") {
    const { data } = event;
    const state = say(look.language, `incident.${data.state}`);
    const severity = say(look.language, `severity.${data.severity}`);
    const name = subjectName(data.root, data.rootName, look);
    const id = paint(padText(data.id, 15, "left"), "strong", look.color);
    return `${time}  ${id}  ${severity}, ${state} · ${name} · ${verdictText(data, look)}`;
  }
  return undefined;
}
