import { tokenScopes } from "@haidang/contract/token.ts";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { objectId } from "../../client/scope.ts";
import { createToken } from "../../client/token.ts";
import { renderCsv } from "../../format/csv.ts";
import { newTokenColumns, renderNewToken } from "../../format/token.ts";
import { language } from "../../language.ts";
import { spanMs } from "../../period.ts";
import { example, help } from "../../words/help.ts";

export default class TokenCreate extends BaseCommand {
  static override summary = help("token.create.summary");
  static override description = help("token.create.description");
  static override examples = [
    example("token.create.example.ingest", "haidang token create --scope ingest --name telegraf"),
    example("token.create.example.unit", "haidang token create --scope operator --under mong-cai"),
    example("token.create.example.read", "haidang token create --scope read --name grafana --expires 365d"),
  ];
  static override flags = {
    scope: Flags.option({ options: tokenScopes, required: true, summary: help("flag.scope") })(),
    under: Flags.string({ summary: help("flag.tokenUnder"), helpValue: "<unit>" }),
    name: Flags.string({ summary: help("flag.tokenName"), helpValue: "<name>" }),
    expires: Flags.string({ summary: help("flag.expires"), helpValue: "90d" }),
    "requests-per-s": Flags.integer({ summary: help("flag.requestsPerS"), helpValue: "<count>", min: 1 }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(TokenCreate);
    const server = this.server(flags);
    const { under } = flags;
    const answer = await createToken(server, {
      scope: flags.scope,
      under: under === undefined ? undefined : await objectId(server, "unit", under),
      name: flags.name,
      expiresS: flags.expires === undefined ? undefined : Math.ceil(spanMs(flags.expires, language) / 1000),
      requestsPerS: flags["requests-per-s"],
    });
    await this.show(answer, flags, {
      people: (look) => renderNewToken(answer.data, look),
      csv: (look) => renderCsv([answer.data], newTokenColumns, look),
    });
  }
}
