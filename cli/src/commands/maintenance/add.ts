import { hoursSchema, weekdays } from "@haidang/contract/calendar.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { monthDaySchema, type WindowRequest, type WindowScope } from "@haidang/contract/maintenance.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import type { Server } from "../../client/http.ts";
import { addWindow } from "../../client/maintenance.ts";
import { objectId } from "../../client/scope.ts";
import { renderCsv } from "../../format/csv.ts";
import { maintenanceColumns, renderWindow } from "../../format/maintenance.ts";
import { language } from "../../language.ts";
import { spanMs } from "../../period.ts";
import { dayOf, whenMs } from "../../when.ts";
import { example, help } from "../../words/help.ts";
import { type SayKey, say } from "../../words/words.ts";

export default class MaintenanceAdd extends BaseCommand {
  static override summary = help("maintenance.add.summary");
  static override description = help("maintenance.add.description");
  static override examples = [
    example(
      "maintenance.add.example.link",
      'haidang maintenance add link co-to-1 --from "22:00 25/11/2026" --for 4h --reason "thay modem"',
    ),
    example(
      "maintenance.add.example.carrier",
      'haidang maintenance add --carrier VNPT --from "25/11 22h" --to "26/11 2h" --reason "nâng cấp mạng lõi"',
    ),
    example(
      "maintenance.add.example.weekly",
      'haidang maintenance add unit co-to --weekly sun --at 22:00-02:00 --reason "sao lưu"',
    ),
    example(
      "maintenance.add.example.monthly",
      'haidang maintenance add --carrier VNPT --monthly last-sat,15 --at 23:00-03:00 --reason "bảo dưỡng định kỳ"',
    ),
  ];
  static override args = {
    kind: Args.string({ options: [...objectKinds], description: help("arg.maintenanceKind") }),
    name: Args.string({ description: help("arg.name") }),
  };
  static override flags = {
    carrier: Flags.string({ summary: help("flag.maintenanceCarrier"), helpValue: "<carrier>" }),
    from: Flags.string({ summary: help("flag.maintenanceFrom"), helpValue: "<time>" }),
    to: Flags.string({ summary: help("flag.maintenanceTo"), helpValue: "<time>", exclusive: ["for"] }),
    for: Flags.string({ summary: help("flag.maintenanceFor"), helpValue: "4h|90m" }),
    weekly: Flags.string({ summary: help("flag.maintenanceWeekly"), helpValue: "sun|mon,thu" }),
    monthly: Flags.string({
      summary: help("flag.maintenanceMonthly"),
      helpValue: "2-sun|last-fri|15|last",
      exclusive: ["weekly"],
    }),
    at: Flags.string({
      summary: help("flag.maintenanceAt"),
      helpValue: "22:00-02:00",
    }),
    reason: Flags.string({ summary: help("flag.maintenanceReason"), helpValue: "<text>" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(MaintenanceAdd);
    const server = this.server(flags);
    if (flags.reason === undefined) throw usage("maintenance.noReason");
    const time = timeOf(flags, Date.now());
    const scope = await scopeOf(server, { ...args, carrier: flags.carrier });
    const answer = await addWindow(server, { scope, time, reason: flags.reason });
    await this.show(answer, flags, {
      people: (look) =>
        [
          renderWindow(answer.data, look),
          ...(answer.data.annotation ? [say(language, "maintenance.annotationNote")] : []),
        ].join("\n"),
      csv: (look) => renderCsv([answer.data], maintenanceColumns, look),
    });
  }
}

interface TimeFlags {
  from?: string | undefined;
  to?: string | undefined;
  for?: string | undefined;
  weekly?: string | undefined;
  monthly?: string | undefined;
  at?: string | undefined;
}

function usage(key: SayKey, values: Readonly<Record<string, string>> = {}): HaidangError {
  return new HaidangError("usage", say(language, key, values), {
    hint: say(language, "maintenance.whenHint"),
  });
}

function onceOf(flags: TimeFlags, nowMs: number): WindowRequest["time"] {
  if (flags.at !== undefined) throw usage("maintenance.atAlone");
  const fromMs = flags.from === undefined ? undefined : whenMs(flags.from, nowMs, language);
  const startMs = fromMs ?? nowMs;
  if (flags.to === undefined && flags.for === undefined) throw usage("maintenance.noEnd");
  const toMs =
    flags.to === undefined
      ? startMs + spanMs(flags.for ?? "", language)
      : whenMs(flags.to, startMs, language);
  if (toMs <= startMs) throw usage("maintenance.backwards");
  return fromMs === undefined ? { toMs } : { fromMs, toMs };
}

function timeOf(flags: TimeFlags, nowMs: number): WindowRequest["time"] {
  if (flags.weekly !== undefined) {
    const days = daysOf(flags.weekly, weekdays, weekdays.join(", "));
    return { weekly: { days, ...repeatOf(flags, nowMs) } };
  }
  if (flags.monthly !== undefined) {
    const days = daysOf(flags.monthly, monthDaysIn(flags.monthly), "15, last, 2-sun, last-fri");
    return { monthly: { days, ...repeatOf(flags, nowMs) } };
  }
  return onceOf(flags, nowMs);
}

const wordsOf = (text: string) => text.split(",").map((day) => day.trim().toLowerCase());
const monthDaysIn = (text: string) => wordsOf(text).filter((word) => monthDaySchema.safeParse(word).success);

/** Each of the words names a day of the list, which is how they are ordered, each once. */
function daysOf<Day extends string>(text: string, known: readonly Day[], list: string): Day[] {
  const words = new Set(wordsOf(text));
  const days = new Set(known.filter((day) => words.has(day)));
  if (days.size === 0 || days.size !== words.size) throw usage("maintenance.days", { value: text, list });
  return [...days];
}

function repeatOf(flags: TimeFlags, nowMs: number) {
  const hours = hoursSchema.safeParse(flags.at);
  if (!hours.success) throw usage("maintenance.hours", { value: flags.at ?? "" });
  if (flags.for !== undefined) throw usage("maintenance.repeatFor");
  return {
    hours: hours.data,
    firstDay: dayOf(flags.from === undefined ? nowMs : whenMs(flags.from, nowMs, language)),
    ...(flags.to === undefined ? {} : { lastDay: dayOf(whenMs(flags.to, nowMs, language)) }),
  };
}

async function scopeOf(
  server: Server,
  named: { kind?: string | undefined; name?: string | undefined; carrier: string | undefined },
): Promise<WindowScope> {
  const kind = objectKinds.find((one) => one === named.kind);
  if (named.carrier !== undefined) {
    if (kind !== undefined) throw usage("maintenance.scopeTwice");
    return { carrier: named.carrier };
  }
  if (kind === undefined || named.name === undefined) throw usage("maintenance.noScope");
  return { object: { kind, id: await objectId(server, kind, named.name) } };
}
