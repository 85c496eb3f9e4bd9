import { readFile } from "node:fs/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import { verifyPack } from "@haidang/control-plane/report/evidence/verify.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { renderVerdict } from "../../format/evidence.ts";
import { language } from "../../language.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class EvidenceVerify extends BaseCommand {
  static override summary = help("evidence.verify.summary");
  static override description = help("evidence.verify.description");
  static override examples = [
    example("evidence.verify.example.file", "haidang evidence verify vnpt-10.zip"),
    example("evidence.verify.example.key", "haidang evidence verify vnpt-10.zip --fingerprint 3f9c…"),
  ];
  static override args = { pack: Args.string({ required: true, description: help("arg.pack") }) };
  static override flags = {
    fingerprint: Flags.string({ summary: help("flag.fingerprint"), helpValue: "<sha256>" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(EvidenceVerify);
    const bytes = await readFile(args.pack).catch((cause: unknown) => {
      throw new HaidangError("usage", say(language, "evidence.noFile", { path: args.pack }), { cause });
    });
    const verdict = verifyPack(bytes, flags.fingerprint);
    await this.show(this.ownAnswer(verdict), flags, {
      people: (look) => renderVerdict(verdict, look, flags.fingerprint !== undefined),
      csv: () => verdict.faults.map(({ fault, values }) => `${fault},${JSON.stringify(values)}\r\n`).join(""),
    });
    if (!verdict.ok) process.exitCode = 1;
  }
}
