import { alertKinds, severities, subjectKinds } from "@haidang/contract/alert.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import type { Server } from "../../client/http.ts";
import { addSilence } from "../../client/incident.ts";
import { objectId } from "../../client/scope.ts";
import { renderCsv } from "../../format/csv.ts";
import { renderSilence, silenceColumns } from "../../format/silence.ts";
import { language } from "../../language.ts";
import { spanMs } from "../../period.ts";
import { whenMs } from "../../when.ts";
import { example, help } from "../../words/help.ts";
import { type SayKey, say } from "../../words/words.ts";

export default class SilenceAdd extends BaseCommand {
  static override summary = help("silence.add.summary");
  static override description = help("silence.add.description");
  static override examples = [
    example("silence.add.example.link", 'haidang silence add link co-to-1 --for 4h --reason "đã báo VNPT"'),
    example(
      "silence.add.example.carrier",
      'haidang silence add --carrier Viettel --under co-to --to "6h" --reason "bão"',
    ),
  ];
  static override args = {
    kind: Args.string({ options: [...subjectKinds], description: help("arg.mutedKind") }),
    name: Args.string({ description: help("arg.name") }),
  };
  static override flags = {
    under: Flags.string({ summary: help("flag.silenceUnder"), helpValue: "<unit>" }),
    site: Flags.string({ summary: help("flag.silenceSite"), helpValue: "<site>" }),
    carrier: Flags.string({ summary: help("flag.maintenanceCarrier"), helpValue: "<carrier>" }),
    alert: Flags.option({ options: alertKinds, summary: help("flag.silenceAlert") })(),
    severity: Flags.option({ options: severities, summary: help("flag.silenceSeverity") })(),
    all: Flags.boolean({ summary: help("flag.silenceEverything") }),
    from: Flags.string({ summary: help("flag.maintenanceFrom"), helpValue: "<time>" }),
    to: Flags.string({ summary: help("flag.maintenanceTo"), helpValue: "<time>", exclusive: ["for"] }),
    for: Flags.string({ summary: help("flag.maintenanceFor"), helpValue: "4h|90m" }),
    reason: Flags.string({ summary: help("flag.incidentReason"), helpValue: "<text>" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SilenceAdd);
    const server = this.server(flags);
    if (flags.reason === undefined) throw usage("silence.noReason");
    const time = timeOf(flags, Date.now());
    const kind = subjectKinds.find((one) => one === args.kind);
    const { carrier, alert, severity } = flags;
    const match = {
      kind,
      id: await idOf(server, kind, args.name),
      under: flags.under === undefined ? undefined : await objectId(server, "unit", flags.under),
      site: flags.site === undefined ? undefined : await objectId(server, "site", flags.site),
      ...{ carrier, alert, severity },
      all: flags.all === true ? true : undefined,
    };
    if (Object.values(match).every((value) => value === undefined)) throw usage("silence.noMatch");
    const answer = await addSilence(server, { match, ...time, reason: flags.reason });
    await this.show(answer, flags, {
      people: (look) => renderSilence(answer.data, look),
      csv: (look) => renderCsv([answer.data], silenceColumns, look),
    });
  }
}

function usage(key: SayKey): HaidangError {
  return new HaidangError("usage", say(language, key), { hint: say(language, "silence.hint") });
}

interface TimeFlags {
  from?: string | undefined;
  to?: string | undefined;
  for?: string | undefined;
}

function timeOf(flags: TimeFlags, nowMs: number): { fromMs?: number; toMs: number } {
  const fromMs = flags.from === undefined ? undefined : whenMs(flags.from, nowMs, language);
  const startMs = fromMs ?? nowMs;
  if (flags.to === undefined && flags.for === undefined) throw usage("silence.noEnd");
  const toMs =
    flags.to === undefined
      ? startMs + spanMs(flags.for ?? "", language)
      : whenMs(flags.to, startMs, language);
  return { ...(fromMs === undefined ? {} : { fromMs }), toMs };
}

/** Names of objects may be typed as people say them; agents and parts of the system go by their ids. */
async function idOf(
  server: Server,
  kind: (typeof subjectKinds)[number] | undefined,
  name: string | undefined,
): Promise<string | undefined> {
  const object = objectKinds.find((one) => one === kind);
  return object === undefined || name === undefined ? name : objectId(server, object, name);
}
