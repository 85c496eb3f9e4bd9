import { ListCommand } from "../../base-command.ts";
import { profileColumns } from "../../format/profile.ts";
import { language } from "../../language.ts";
import { profileInUse, profilesPath } from "../../profile/file.ts";
import { knownProfiles } from "../../profile/known.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ProfileList extends ListCommand {
  static override summary = help("profile.list.summary");
  static override description = help("profile.list.description");
  static override examples = [example("profile.list.example.all", "haidang profile list")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(ProfileList);
    await this.list(flags, async () => {
      const { profiles } = knownProfiles(profilesPath(process.env), language);
      const used = profileInUse(process.env, flags.profile)?.name;
      const rows = Object.entries(profiles).map(([name, { url }]) => ({
        name,
        url,
        isCurrent: name === used,
      }));
      return {
        answer: this.ownAnswer(rows),
        rows,
        columns: profileColumns,
        empty: say(language, "profile.none"),
      };
    });
  }
}
