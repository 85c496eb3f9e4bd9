import type {
  Conference,
  ConferenceQuality,
  Readiness,
  ReadinessGroup,
} from "@haidang/contract/conference.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import {
  conferenceWords,
  countedPoints,
  findingText,
  fixText,
  meetingTime,
} from "@haidang/contract/words/conference.ts";
import { type Catalogue, fill } from "@haidang/contract/words/words.ts";
import type { Letter } from "../store/incident-records.ts";

const en = {
  subject: "[Hải Đăng] {name}, {time}: {green}/{all} ready",
  red: "{count} not ready",
  unknown: "{count} not known",
  amber: "{count} to look at",
  fine: "All points are ready.",
  more: "and {count} more",
  worse: "Not ready any more: {points}",
  overSubject: "[Hải Đăng] {name} is over: {good} of {all} points good throughout",
  overLine: "{name}: {poor} min poor, {lost} min without reply, {unknown} min not measured, dropped {drops}×",
  overFine: "No point had a poor minute.",
} as const;
const vi: Record<keyof typeof en, string> = {
  subject: "[Hải Đăng] {name}, {time}: {green}/{all} sẵn sàng",
  red: "{count} chưa họp được",
  unknown: "{count} không xác định",
  amber: "{count} cần lưu ý",
  fine: "Tất cả điểm cầu đều sẵn sàng.",
  more: "và {count} điểm nữa",
  worse: "Vừa mất sẵn sàng: {points}",
  overSubject: "[Hải Đăng] {name} đã kết thúc: {good}/{all} điểm cầu tốt cả buổi",
  overLine:
    "{name}: {poor} phút kém, {lost} phút mất kết nối, {unknown} phút không có số đo, rớt {drops} lần",
  overFine: "Không điểm cầu nào có phút kém.",
};
const words: Catalogue<keyof typeof en> = { vi, en };

const mostGroups = 12;
const mostNames = 6;
const mostPoints = 30;

type Told = Pick<Conference, "id" | "name" | "startMs">;

export const conferencePage = (id: string): string => `/conference/${id}`;

/** How ready a meeting is, what to mend first, and what changed since the run before. */
export function readinessLetter(conference: Told, readiness: Readiness, language: Language): Letter {
  const { totals, groups, points, changes } = readiness;
  const say = (key: keyof typeof en, values: Record<string, string | number> = {}) =>
    fill(words[language][key], values);
  const names = new Map(points.map(({ id, name }) => [id, deviceText(name, 80)]));
  const short = deviceText(conference.name, 60);
  const values = { time: meetingTime(conference.startMs), green: totals.green, all: points.length };
  const lacking = (["red", "unknown", "amber"] as const)
    .filter((colour) => totals[colour] > 0)
    .map((colour) => say(colour, { count: totals[colour] }));
  const summary = (name: string) => [say("subject", { ...values, name }), ...lacking].join(", ");
  const said = conferenceWords[language];
  const since =
    changes === null
      ? []
      : [
          `${fill(said["changes.since"], { stage: said[`stage.${changes.stage}`], time: meetingTime(changes.atMs) })}: ${
            changes.points.length === 0
              ? said["changes.none"]
              : fill(said["changes.line"], { ...changes, points: "" })
          }`,
        ];
  const listed = groups.slice(0, mostGroups).map((group, at) => groupLine(group, at + 1, names, language));
  return {
    subject: summary(deviceText(conference.name, 120)),
    short: summary(short),
    lines: [
      summary(deviceText(conference.name, 120)),
      ...since,
      ...(groups.length === 0 ? [say("fine")] : listed),
      ...(groups.length > mostGroups ? [say("more", { count: groups.length - mostGroups })] : []),
    ],
    page: conferencePage(conference.id),
  };
}

function groupLine(
  { finding, points }: ReadinessGroup,
  rank: number,
  names: ReadonlyMap<string, string>,
  language: Language,
): string {
  const shown = points.slice(0, mostNames).map((id) => names.get(id) ?? id);
  const rest = points.length - shown.length;
  const more = rest === 0 ? "" : ` ${fill(words[language].more, { count: rest })}`;
  const who = `${countedPoints(points.length, language)}: ${shown.join(", ")}${more}`;
  return `${rank}. [${conferenceWords[language][`readiness.${finding.colour}`]}] ${findingText(finding, language)}. ${who}. ${fixText(finding, language)}.`;
}

/** Points that were ready, or nearly, in the run before and are not now; undefined when there are none. */
export function worseLetter(
  conference: Told,
  readiness: Readiness,
  newlyRed: readonly string[],
  language: Language,
): Letter {
  const whole = readinessLetter(conference, readiness, language);
  const names = new Map(readiness.points.map(({ id, name }) => [id, deviceText(name, 80)]));
  const points = newlyRed.map((id) => names.get(id) ?? id);
  const line = fill(words[language].worse, { points: points.slice(0, mostPoints).join(", ") });
  const [first = "", ...rest] = whole.lines;
  return { ...whole, lines: [first, line, ...rest], short: `[Hải Đăng] ${line}` };
}

/** What the meeting was like: the points that were not good throughout. */
export function overLetter(conference: Told, quality: ConferenceQuality, language: Language): Letter {
  const bad = quality.points.filter(({ poorMin, lostMin, unknownMin }) => poorMin + lostMin + unknownMin > 0);
  const all = quality.points.length;
  const values = { name: deviceText(conference.name, 120), good: all - bad.length, all };
  const subject = fill(words[language].overSubject, values);
  const lines = bad.slice(0, mostPoints).map(({ name, poorMin, lostMin, unknownMin, drops }) =>
    fill(words[language].overLine, {
      ...{ name: deviceText(name, 80), poor: poorMin, lost: lostMin, unknown: unknownMin, drops },
    }),
  );
  const rest =
    bad.length > mostPoints ? [fill(words[language].more, { count: bad.length - mostPoints })] : [];
  return {
    subject,
    short: subject,
    lines: [subject, ...(bad.length === 0 ? [words[language].overFine] : lines), ...rest],
    page: conferencePage(conference.id),
  };
}
