import { text } from "node:stream/consumers";
import { HaidangError } from "@haidang/contract/error.ts";
import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { setSecret } from "../../client/secret.ts";
import { renderCsv } from "../../format/csv.ts";
import { secretColumns } from "../../format/secret.ts";
import { language } from "../../language.ts";
import { askHidden } from "../../probe/password.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class SecretSet extends BaseCommand {
  static override summary = help("secret.set.summary");
  static override description = help("secret.set.description");
  static override examples = [
    example("secret.set.example.ask", "haidang secret set snmp-co-to"),
    example("secret.set.example.file", "haidang secret set snmp-co-to < community.txt"),
  ];
  static override args = { name: Args.string({ required: true, description: help("arg.secret") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretSet);
    const { name } = args;
    const value =
      process.stdin.isTTY === true
        ? await askHidden(say(language, "secret.ask", { name }))
        : (await text(process.stdin)).replace(/\r?\n$/, "");
    if (value === "") {
      throw new HaidangError("usage", say(language, "secret.nothing"), {
        hint: say(language, "secret.nothingHint", { name }),
      });
    }
    const answer = await setSecret(this.server(flags), name, value);
    await this.show(answer, flags, {
      people: () => say(language, "secret.set", { name }),
      csv: (look) => renderCsv([answer.data], secretColumns, look),
    });
  }
}
