import { setTimeout as wait } from "node:timers/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { readHealth } from "../client/health.ts";
import type { Server } from "../client/http.ts";
import { language } from "../language.ts";
import { spanMs } from "../period.ts";
import { hearProofs, readProofPlace } from "../watch/proof.ts";
import { goRound } from "../watch/round.ts";
import { readState, statePath, writeState } from "../watch/state-file.ts";
import { commandWay, mailWay, type Way, webhookWay } from "../watch/way.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

export default class WatchOver extends BaseCommand {
  static override summary = help("watch-over.summary");
  static override description = help("watch-over.description");
  static override examples = [
    example(
      "watch-over.example.command",
      "haidang watch-over https://noc.example.vn --command /usr/local/bin/bao-dong",
    ),
    example(
      "watch-over.example.proof",
      "haidang watch-over https://noc.example.vn --proof 0.0.0.0:8710/chinh-9f2c41d07ab35e68 --mail truc@example.vn --silent-after 3m",
    ),
  ];
  static override args = { url: Args.string({ description: help("arg.watchUrl") }) };
  static override flags = {
    command: Flags.string({ summary: help("flag.watchCommand"), helpValue: "<program>" }),
    webhook: Flags.string({ summary: help("flag.watchWebhook"), helpValue: "<url>" }),
    mail: Flags.string({ summary: help("flag.watchMail"), helpValue: "<address>" }),
    "silent-after": Flags.string({
      summary: help("flag.watchSilentAfter"),
      helpValue: "60s|3m",
      default: "60s",
    }),
    every: Flags.string({ summary: help("flag.watchEvery"), helpValue: "10s", default: "10s" }),
    proof: Flags.string({ summary: help("flag.watchProof"), helpValue: "<address>:<port>/<word>" }),
    state: Flags.string({ summary: help("flag.watchState"), helpValue: "<file>" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WatchOver);
    const server = this.server(args.url === undefined ? flags : { ...flags, url: args.url });
    const ways = waysOf(flags);
    const everyMs = spanMs(flags.every, language);
    const silentAfterMs = spanMs(flags["silent-after"], language);
    if (silentAfterMs < 2 * everyMs) throw usage("watch.tooSoon");
    const path = flags.state ?? statePath(server.place.url, process.env);
    let state = readState(path, server.place.url);
    let provenMs: number | null = null;
    const place = flags.proof === undefined ? undefined : readProofPlace(flags.proof);
    if (flags.proof !== undefined && place === undefined) throw usage("watch.proofForm");
    if (place !== undefined) {
      await hearProofs(place, () => {
        provenMs = Date.now();
      });
    }
    const round = {
      ...{ ways, silentAfterMs, language, startedMs: Date.now(), now: Date.now },
      ask: () => askWell(server),
      provenMs: () => provenMs,
      keep: (next: typeof state) => writeState(path, next),
      note: (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`),
    };
    writeState(path, state);
    round.note(
      say(language, "watch.begun", { url: server.place.url, ways: ways.map(({ name }) => name).join(", ") }),
    );
    for (;;) {
      state = await goRound(state, round);
      await wait(everyMs);
    }
  }
}

function waysOf(flags: {
  command?: string | undefined;
  webhook?: string | undefined;
  mail?: string | undefined;
}): Way[] {
  const { command, webhook, mail } = flags;
  if (webhook !== undefined && !/^https?:\/\//.test(webhook)) throw usage("watch.webhookForm");
  if (mail !== undefined && !/^[^\s@-][^\s@]*@[^\s@]+$/.test(mail)) throw usage("watch.mailForm");
  const ways = [
    ...(command === undefined ? [] : [commandWay(command)]),
    ...(webhook === undefined ? [] : [webhookWay(webhook)]),
    ...(mail === undefined ? [] : [mailWay(mail)]),
  ];
  if (ways.length === 0) throw usage("watch.noWay");
  return ways;
}

function usage(
  key: "watch.noWay" | "watch.tooSoon" | "watch.proofForm" | "watch.webhookForm" | "watch.mailForm",
) {
  return new HaidangError("usage", say(language, key), { hint: say(language, "watch.hint") });
}

/** /readyz needs no key, and says that stores take writes, states are judged and notifications move. */
async function askWell(server: Server): Promise<void> {
  const { status, message } = await readHealth(server, "readyz");
  if (status !== 200) throw new Error(message ?? `HTTP ${status}`);
}
