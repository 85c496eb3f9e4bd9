import { Args } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { profileText } from "../../format/profile.ts";
import { language } from "../../language.ts";
import { profilesPath, writeProfiles } from "../../profile/file.ts";
import { knownProfiles, mustBeKnown } from "../../profile/known.ts";
import { example, help } from "../../words/help.ts";

export default class ProfileRemove extends BaseCommand {
  static override summary = help("profile.remove.summary");
  static override description = help("profile.remove.description");
  static override examples = [example("profile.remove.example.one", "haidang profile remove quang-ninh")];
  static override args = { profile: Args.string({ required: true, description: help("arg.profile") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileRemove);
    const name = args.profile;
    const path = profilesPath(process.env);
    const known = knownProfiles(path, language);
    mustBeKnown(name, known, language);
    const { [name]: _, ...profiles } = known.profiles;
    const { current } = known;
    writeProfiles(path, { ...(current === undefined || current === name ? {} : { current }), profiles });
    await this.show(this.ownAnswer({ name }), flags, profileText(name, "profile.removed"));
  }
}
