import { HaidangError } from "@haidang/contract/error.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { readStatus } from "../client/status.ts";
import { type Known, knownOf, nothingKnown } from "../discover/known.ts";
import { type PendingFile, reserveFile } from "../discover/proposal-file.ts";
import type { SearchEnd } from "../discover/search.ts";
import { discoverColumns, discoverRow } from "../format/discover.ts";
import type { GlobalFlags } from "../global-flags.ts";
import { language } from "../language.ts";
import { spanMs } from "../period.ts";
import { snmpAccessFlags } from "../snmp/access.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

const { community: _, "snmp-version": __, ...userFlags } = snmpAccessFlags;

export default class Discover extends BaseCommand {
  static override summary = help("discover.summary");
  static override description = help("discover.description");
  static override examples = [
    example("discover.example.table", "haidang discover 10.20.30.0/24"),
    example(
      "discover.example.out",
      "haidang discover 10.20.30.0/24 --community public --community quan-tri --out co-to.yaml",
    ),
    example(
      "discover.example.user",
      'haidang discover 10.20.30.0/24 --v3-user giam-sat --name-prefix "Cô Tô" -o yaml',
    ),
  ];
  static override args = { cidr: Args.string({ required: true, description: help("arg.cidr") }) };
  static override flags = {
    ...userFlags,
    community: Flags.string({
      summary: help("flag.discover-community"),
      helpValue: "public",
      multiple: true,
      multipleNonGreedy: true,
    }),
    port: Flags.integer({
      summary: help("flag.snmp-port"),
      helpValue: "161",
      min: 1,
      max: 65535,
      default: 161,
    }),
    ports: Flags.boolean({ summary: help("flag.ports"), default: true, allowNo: true }),
    "name-prefix": Flags.string({ summary: help("flag.name-prefix"), helpValue: "<text>" }),
    large: Flags.boolean({ summary: help("flag.large") }),
    all: Flags.boolean({ summary: help("flag.all") }),
    out: Flags.string({ summary: help("flag.out"), helpValue: "<file>" }),
    timeout: Flags.string({ summary: help("flag.discover-timeout"), helpValue: "10m", default: "10m" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Discover);
    const { readAsking, readSubnet, search } = await import("../discover/search.ts");
    const { knownAs, propose } = await import("../discover/propose.ts");
    const subnet = readSubnet(args.cidr, flags.large, language);
    const timeoutMs = spanMs(flags.timeout, language);
    const asking = readAsking(flags, language);
    const file = flags.out === undefined ? undefined : await reserveFile(flags.out, language);
    const [ended, { known, fault }] = await orDiscard(
      file,
      Promise.all([search(subnet, { asking, timeoutMs, language }), this.known(flags)]),
    );
    const { report } = ended;
    const proposal = propose(report, {
      known,
      namePrefix: flags["name-prefix"],
      all: flags.all,
      language,
    });
    const { proposalYaml } = await import("../discover/proposal-yaml.ts");
    await file?.write(proposalYaml(proposal));
    if (fault !== undefined) note(say(language, "discover.notAsked", { why: fault.message }));
    this.tellEnd(ended, flags.timeout);
    if (flags.out !== undefined) {
      const count = proposal.entries.filter(({ isProposed }) => isProposed).length;
      note(say(language, "discover.written", { count, path: flags.out }));
    }
    if (flags.output === "yaml") {
      process.stdout.write(proposalYaml(proposal));
      return;
    }
    const rows = proposal.machines.map((machine) => discoverRow(machine, knownAs(machine, known)));
    const shown = rows.filter((row) => flags.all || row.knownAs === null);
    const { data, meta } = this.ownAnswer(shown);
    const { cidr } = report.subnet;
    const hidden = rows.length - shown.length;
    const answer = { data, meta: { ...meta, cidr, hidden, isComplete: report.isComplete } };
    await this.showList(
      {
        answer,
        rows: shown,
        columns: discoverColumns,
        empty: say(language, rows.length === 0 ? "discover.nothing" : "discover.allKnown", { cidr }),
        ...(hidden === 0 ? {} : { caption: say(language, "discover.knownHidden", { count: hidden }) }),
      },
      flags,
    );
  }

  /** What the centre watches, when it can be asked: without it there is simply more to propose. */
  private async known(flags: GlobalFlags): Promise<{ known: Known; fault?: HaidangError }> {
    try {
      return { known: knownOf((await readStatus(this.server(flags))).data.objects) };
    } catch (error) {
      if (!(error instanceof HaidangError)) throw error;
      return { known: nothingKnown, fault: error };
    }
  }

  private tellEnd({ report, end }: SearchEnd, timeout: string): void {
    const { echoFault } = report;
    if (echoFault !== undefined) {
      note(say(language, "discover.noEcho", { why: echoFault.detail }));
      process.exitCode = 1;
    }
    if (end === "deadline") {
      note(say(language, "discover.deadline", { timeout }));
      process.exitCode = 1;
    }
    if (end === "interrupted") {
      note(say(language, "discover.stopped"));
      // as the shell has it for a program ended by SIGINT
      process.exitCode = 130;
    }
  }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function orDiscard<T>(file: PendingFile | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await file?.discard();
    throw error;
  }
}
