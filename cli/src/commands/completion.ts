import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { listAgents } from "../client/agent.ts";
import { listIncidents } from "../client/incident.ts";
import { readStatus } from "../client/status.ts";
import { nameListPath, writeNameList } from "../completion/names.ts";
import { namesOf } from "../completion/names-of.ts";
import { scripts, shells } from "../completion/script.ts";
import { profileInUse, profilesPath, readProfiles } from "../profile/file.ts";
import { example, help } from "../words/help.ts";

export default class Completion extends BaseCommand {
  static override summary = help("completion.summary");
  static override description = help("completion.description");
  static override examples = [
    example(
      "completion.example.bash",
      "haidang completion bash > ~/.local/share/bash-completion/completions/haidang",
    ),
    example("completion.example.zsh", "source <(haidang completion zsh)"),
    example("completion.example.fish", "haidang completion fish > ~/.config/fish/completions/haidang.fish"),
    example(
      "completion.example.powershell",
      "haidang completion powershell | Out-String | Invoke-Expression",
    ),
  ];
  static override args = {
    shell: Args.string({ options: [...shells], default: "bash", description: help("arg.shell") }),
  };
  static override flags = { refresh: Flags.boolean({ summary: help("flag.refresh") }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Completion);
    if (flags.refresh) return this.refresh(flags);
    const script = shells.find((one) => one === args.shell) ?? "bash";
    process.stdout.write(scripts[script]);
  }

  /** Asks once for everything that has a name; the shell answers from that. */
  private async refresh(flags: Parameters<BaseCommand["server"]>[0]): Promise<void> {
    const server = this.server(flags);
    const [status, agents, incidents] = await Promise.all([
      readStatus(server),
      listAgents(server),
      listIncidents(server, { limit: 200 }),
    ]);
    const profiles = Object.keys(readProfiles(profilesPath(process.env))?.profiles ?? {});
    const names = namesOf({
      objects: status.data.objects,
      agents: agents.data,
      incidents: incidents.data,
      profiles,
    });
    const path = nameListPath(process.env, profileInUse(process.env)?.name);
    await writeNameList(path, { atMs: Date.now(), names });
  }
}
