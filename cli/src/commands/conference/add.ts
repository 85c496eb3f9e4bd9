import { type conferenceRequestSchema, qualityDefaults } from "@haidang/contract/conference.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { unitKinds } from "@haidang/contract/object.ts";
import { Args, Flags } from "@oclif/core";
import type { z } from "zod";
import { BaseCommand } from "../../base-command.ts";
import { addConference } from "../../client/conference.ts";
import type { Server } from "../../client/http.ts";
import { objectId } from "../../client/scope.ts";
import { conferenceColumns, renderConference } from "../../format/conference.ts";
import { renderCsv } from "../../format/csv.ts";
import { language } from "../../language.ts";
import { spanMs } from "../../period.ts";
import { whenMs } from "../../when.ts";
import { example, help } from "../../words/help.ts";
import { type SayKey, say } from "../../words/words.ts";

type Participants = NonNullable<z.input<typeof conferenceRequestSchema>["participants"]>;

export default class ConferenceAdd extends BaseCommand {
  static override summary = help("conference.add.summary");
  static override description = help("conference.add.description");
  static override examples = [
    example(
      "conference.add.example.level",
      'haidang conference add "Giao ban tháng 11" --from "8h 24/11" --for 3h --level commune --owner an',
    ),
    example(
      "conference.add.example.point",
      'haidang conference add "Họp hai bên" --from 14:00 --for 90m --point vc-co-to --point "Ba Chẽ" --rate 4000',
    ),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.meetingName") }) };
  static override flags = {
    from: Flags.string({ summary: help("flag.meetingFrom"), helpValue: "<time>" }),
    to: Flags.string({ summary: help("flag.meetingTo"), helpValue: "<time>", exclusive: ["for"] }),
    for: Flags.string({ summary: help("flag.meetingFor"), helpValue: "3h|90m" }),
    point: Flags.string({
      summary: help("flag.meetingPoint"),
      helpValue: "<point>",
      multiple: true,
      multipleNonGreedy: true,
    }),
    under: Flags.string({ summary: help("flag.meetingUnder"), helpValue: "<unit>" }),
    level: Flags.option({ options: unitKinds, summary: help("flag.meetingLevel") })(),
    all: Flags.boolean({ summary: help("flag.meetingEverything"), exclusive: ["point", "under", "level"] }),
    owner: Flags.string({ summary: help("flag.meetingOwner"), helpValue: "<contact>" }),
    rate: Flags.integer({ summary: help("flag.meetingRate"), default: qualityDefaults.callKbps }),
    loss: Flags.string({ summary: help("flag.meetingLoss"), default: String(qualityDefaults.lossPct) }),
    jitter: Flags.string({ summary: help("flag.meetingJitter"), default: String(qualityDefaults.jitterMs) }),
    rtt: Flags.string({ summary: help("flag.meetingRtt"), default: String(qualityDefaults.rttMs) }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ConferenceAdd);
    const server = this.server(flags);
    const time = timeOf(flags, Date.now());
    const answer = await addConference(server, {
      name: args.name,
      ...time,
      participants: await participantsOf(server, flags),
      quality: {
        callKbps: flags.rate,
        lossPct: numberOf(flags.loss, "--loss"),
        jitterMs: numberOf(flags.jitter, "--jitter"),
        rttMs: numberOf(flags.rtt, "--rtt"),
      },
      ...(flags.owner === undefined ? {} : { owner: flags.owner }),
    });
    await this.show(answer, flags, {
      people: (look) => renderConference(answer.data, look),
      csv: (look) => renderCsv([answer.data], conferenceColumns, look),
    });
  }
}

function usage(key: SayKey, hint: SayKey): HaidangError {
  return new HaidangError("usage", say(language, key), { hint: say(language, hint) });
}

function timeOf(
  flags: { from?: string | undefined; to?: string | undefined; for?: string | undefined },
  nowMs: number,
): { startMs: number; durationMin: number } {
  if (flags.from === undefined) throw usage("conference.noStart", "conference.whenHint");
  if (flags.to === undefined && flags.for === undefined)
    throw usage("conference.noEnd", "conference.whenHint");
  const startMs = whenMs(flags.from, nowMs, language);
  const endMs =
    flags.to === undefined
      ? startMs + spanMs(flags.for ?? "", language)
      : whenMs(flags.to, startMs, language);
  if (endMs <= startMs) throw usage("conference.backwards", "conference.whenHint");
  return { startMs, durationMin: Math.round((endMs - startMs) / 60_000) };
}

function numberOf(text: string, flag: string): number {
  const value = Number(text.replace(",", "."));
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new HaidangError("usage", say(language, "usage.filterNumber", { filter: `${flag} ${text}` }), {
    hint: say(language, "usage.help"),
  });
}

async function participantsOf(
  server: Server,
  flags: {
    point?: string[] | undefined;
    under?: string | undefined;
    level?: (typeof unitKinds)[number] | undefined;
    all?: boolean;
  },
): Promise<Participants> {
  const { point = [], under, level } = flags;
  if (point.length > 0) {
    if (under !== undefined || level !== undefined) throw usage("conference.twice", "conference.pointsHint");
    const ids = await Promise.all(point.map((word) => objectId(server, "video", word)));
    return { ids: [...new Set(ids)] };
  }
  if (under === undefined && level === undefined && flags.all !== true)
    throw usage("conference.noPoints", "conference.pointsHint");
  return {
    ...(under === undefined ? {} : { under: await objectId(server, "unit", under) }),
    ...(level === undefined ? {} : { level }),
  };
}
