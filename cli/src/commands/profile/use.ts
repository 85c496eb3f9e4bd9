import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { profileText } from "../../format/profile.ts";
import { language } from "../../language.ts";
import { profilesPath, writeProfiles } from "../../profile/file.ts";
import { knownProfiles, mustBeKnown } from "../../profile/known.ts";
import { example, help } from "../../words/help.ts";

export default class ProfileUse extends BaseCommand {
  static override summary = help("profile.use.summary");
  static override description = help("profile.use.description");
  static override examples = [example("profile.use.example.one", "haidang profile use quang-ninh")];
  static override args = { profile: Args.string({ required: true, description: help("arg.profile") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileUse);
    const name = args.profile;
    const path = profilesPath(process.env);
    const known = knownProfiles(path, language);
    mustBeKnown(name, known, language);
    writeProfiles(path, { ...known, current: name });
    await this.show(this.ownAnswer({ name }), flags, profileText(name, "profile.used"));
  }
}
