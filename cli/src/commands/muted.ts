import { subjectKinds } from "@haidang/contract/alert.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { Args } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { askMuted } from "../client/incident.ts";
import { objectId } from "../client/scope.ts";
import { renderMuted } from "../format/silence.ts";
import { example, help } from "../words/help.ts";

export default class Muted extends BaseCommand {
  static override summary = help("muted.summary");
  static override description = help("muted.description");
  static override examples = [example("muted.example.link", "haidang muted link co-to-1")];
  static override args = {
    kind: Args.string({ required: true, options: [...subjectKinds], description: help("arg.mutedKind") }),
    name: Args.string({ required: true, description: help("arg.name") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Muted);
    const server = this.server(flags);
    const kind = objectKinds.find((one) => one === args.kind);
    const id = kind === undefined ? args.name : await objectId(server, kind, args.name);
    const answer = await askMuted(server, `${args.kind}/${id}`);
    await this.show(answer, flags, {
      people: (look) => renderMuted(answer.data, look),
      csv: () => `${answer.data.muted}\n`,
    });
  }
}
