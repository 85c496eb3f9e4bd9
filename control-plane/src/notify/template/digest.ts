import type { IncidentEvent } from "@haidang/contract/incident.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { say, timeText } from "./incident.ts";

type Values = IncidentEvent["values"];
const textOf = (value: Values[string] | undefined) => deviceText(String(value ?? ""), 160);
const timeOf = (value: Values[string] | undefined) => timeText(Number(value ?? 0));

/** What happened while an agent was cut off: a heading, and a line for each outage the event holds. */
export function digestLines(
  { incident, values }: Pick<IncidentEvent, "incident" | "values">,
  language: Language,
): { name: string; items: readonly string[] } | { value: string } {
  const about = {
    agent: textOf(values["agent"]),
    from: timeOf(values["fromMs"]),
    to: timeOf(values["toMs"]),
  };
  const items: string[] = [];
  for (let at = 1; values[`name${at}`] !== undefined; at += 1) {
    items.push(
      say(language, "value.digest", {
        name: textOf(values[`name${at}`]),
        from: timeOf(values[`fromMs${at}`]),
        to: timeOf(values[`toMs${at}`]),
      }),
    );
  }
  if (items.length === 0) return { value: say(language, "line.digestNone", about) };
  const more = Number(values["outages"] ?? 0) - items.length;
  const rest = more > 0 ? [say(language, "value.digestMore", { count: more, id: incident })] : [];
  return { name: say(language, "line.digest", about), items: [...items, ...rest] };
}

/** The same in a few words, without the year. */
export function shortDigest(
  { incident, values }: Pick<IncidentEvent, "incident" | "values">,
  language: Language,
): string {
  const short = (value: Values[string] | undefined) => timeOf(value).slice(0, 11);
  return say(language, "short.digest", {
    agent: textOf(values["agent"]).slice(0, 40),
    from: short(values["fromMs"]),
    to: short(values["toMs"]),
    outages: Number(values["outages"] ?? 0),
    id: incident,
  });
}
