import { HaidangError } from "@haidang/contract/error.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { showLink } from "../../client/link.ts";
import { renderCsv } from "../../format/csv.ts";
import { hopColumns, renderPath } from "../../format/path.ts";
import { renderTraceRun } from "../../format/trace.ts";
import { language } from "../../language.ts";
import { traceFromHere } from "../../probe/trace.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class LinkTrace extends BaseCommand {
  static override summary = help("link.trace.summary");
  static override description = help("link.trace.description");
  static override examples = [
    example("link.trace.example.now", "haidang link trace co-to-1"),
    example("link.trace.example.last", "haidang link trace co-to-1 --last"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.name") }) };
  static override flags = { last: Flags.boolean({ summary: help("flag.last") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LinkTrace);
    const answer = await showLink(this.server(flags), args.name);
    const { id, address, path } = answer.data;
    if (flags.last === true) {
      if (path === undefined) throw neverTraced(id);
      await this.show({ ...answer, data: { id, ...path } }, flags, {
        people: (look) => renderPath(path, look),
        csv: (look) => renderCsv(path.hops, hopColumns, look),
      });
      return;
    }
    if (address === undefined) throw noAddress(id);
    const run = await traceFromHere(address);
    await this.show(this.ownAnswer({ id, address, ...run }), flags, {
      people: (look) => renderTraceRun(run, address, look),
      csv: (look) => renderCsv(run.path?.hops ?? [], hopColumns, look),
    });
    if (run.result.outcome !== "ok") process.exitCode = 1;
  }
}

function neverTraced(id: string): HaidangError {
  return new HaidangError("not_found", say(language, "trace.never", { id }), {
    hint: say(language, "trace.neverHint"),
  });
}

function noAddress(id: string): HaidangError {
  return new HaidangError("not_found", say(language, "trace.noAddress", { id }), {
    hint: say(language, "trace.noAddressHint"),
  });
}
