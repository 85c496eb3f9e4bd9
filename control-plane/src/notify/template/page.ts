import type { Incident } from "@haidang/contract/incident.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { type Catalogue, fill } from "@haidang/contract/words/words.ts";
import { saidOf } from "./incident.ts";
import { escapeHtml } from "./message.ts";

/** `ask`: it can be acknowledged; `late`: it is already, or is over; `unknown`: the link is not good (any more). */
export type PageState = "ask" | "done" | "late" | "unknown";

const en = {
  title: "Hải Đăng: incident {id}",
  unknown: "This link is not good, or is over. Sign in to acknowledge the incident.",
  ask: "{name}, do you take this on?",
  button: "Acknowledge",
  done: "You have acknowledged it, {name}. Nobody else is called now.",
  late: "There is nothing left to acknowledge: {state}.",
} as const;
const vi: Record<keyof typeof en, string> = {
  title: "Hải Đăng: sự cố {id}",
  unknown: "Liên kết không đúng hoặc đã hết hạn. Hãy đăng nhập để tiếp nhận sự cố.",
  ask: "{name}, bạn tiếp nhận sự cố này chứ?",
  button: "Tiếp nhận",
  done: "{name} đã tiếp nhận. Hệ thống không gọi thêm ai nữa.",
  late: "Không còn gì để tiếp nhận: {state}.",
};
const words: Catalogue<keyof typeof en> = { vi, en };

/** Plain HTML, readable on any telephone, without scripts or styles. */
export function acknowledgePage(page: {
  incident: Incident | undefined;
  name: string;
  language: Language;
  state: PageState;
}): string {
  const { incident, name, language, state } = page;
  const word = words[language];
  const safe = (sentence: string, values: Record<string, string>) => escapeHtml(fill(sentence, values));
  const body =
    incident === undefined
      ? [`<p>${safe(word.unknown, {})}</p>`]
      : [...aboutLines(incident, language), ...actLines(incident, { name, state, language })];
  const title = incident === undefined ? "Hải Đăng" : safe(word.title, { id: incident.id });
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title></head><body><h1>${title}</h1>
${body.join("\n")}
</body></html>`;
}

function aboutLines(incident: Incident, language: Language): string[] {
  const { severity, what, object, place, since } = saidOf(incident, language, incident.openedMs);
  return [`${severity}: ${what}`, object, place, since]
    .filter((line) => line !== "")
    .map((line) => `<p>${escapeHtml(line)}</p>`);
}

function actLines(
  incident: Incident,
  { name, state, language }: { name: string; state: PageState; language: Language },
): string[] {
  const word = words[language];
  const called = deviceText(name, 120);
  if (state === "done") return [`<p><b>${escapeHtml(fill(word.done, { name: called }))}</b></p>`];
  if (state === "late") {
    const { state: now } = saidOf(incident, language, incident.openedMs);
    return [`<p>${escapeHtml(fill(word.late, { state: now }))}</p>`];
  }
  return [
    `<p>${escapeHtml(fill(word.ask, { name: called }))}</p>`,
    `<form method="post"><button type="submit">${escapeHtml(word.button)}</button></form>`,
  ];
}
