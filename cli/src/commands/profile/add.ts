import { text } from "node:stream/consumers";
import { HaidangError } from "@haidang/contract/error.ts";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { origin } from "../../client/place.ts";
import { profileText } from "../../format/profile.ts";
import { language } from "../../language.ts";
import { askHidden } from "../../probe/password.ts";
import { profilesPath, writeProfiles } from "../../profile/file.ts";
import { knownProfiles } from "../../profile/known.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class ProfileAdd extends BaseCommand {
  static override summary = help("profile.add.summary");
  static override description = help("profile.add.description");
  static override examples = [
    example(
      "profile.add.example.ask",
      "haidang profile add quang-ninh --url https://noc.quangninh.example.vn",
    ),
    example(
      "profile.add.example.file",
      "haidang profile add hai-phong --url https://noc.haiphong.example.vn --use < token.txt",
    ),
  ];
  static override args = { profile: Args.string({ required: true, description: help("arg.profile") }) };
  static override flags = {
    ca: Flags.string({ summary: help("flag.ca"), helpValue: "sha256:…|<file>" }),
    use: Flags.boolean({ summary: help("flag.profileUse") }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileAdd);
    const name = args.profile;
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) throw refused("profile.name", "profile.nameHint", name);
    if (flags.url === undefined) throw refused("profile.noUrl", "profile.noUrlHint", name);
    const url = origin(flags.url, language);
    const path = profilesPath(process.env);
    const known = knownProfiles(path, language);
    const token = await givenToken(name);
    if (!/^[\x21-\x7e]+$/.test(token)) throw refused("profile.noToken", "profile.noTokenHint", name);
    const { ca } = flags;
    const profiles = { ...known.profiles, [name]: { url, token, ...(ca === undefined ? {} : { ca }) } };
    const current = flags.use === true || Object.keys(known.profiles).length === 0 ? name : known.current;
    writeProfiles(path, { ...(current === undefined ? {} : { current }), profiles });
    await this.show(
      this.ownAnswer({ name, url, isCurrent: current === name }),
      flags,
      profileText(name, "profile.added"),
    );
  }
}

/** From a pipe, the environment or a person; never a flag, which every list of processes shows. */
async function givenToken(name: string): Promise<string> {
  const known = process.env["HAIDANG_TOKEN"] ?? "";
  if (known !== "") return known.trim();
  if (process.stdin.isTTY === true) return (await askHidden(say(language, "profile.ask", { name }))).trim();
  return (await text(process.stdin)).trim();
}

function refused(
  key: "profile.name" | "profile.noUrl" | "profile.noToken",
  hint: "profile.nameHint" | "profile.noUrlHint" | "profile.noTokenHint",
  name: string,
): HaidangError {
  return new HaidangError("usage", say(language, key, { name }), { hint: say(language, hint, { name }) });
}
