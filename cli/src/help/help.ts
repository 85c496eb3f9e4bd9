import { type Command, HelpBase } from "@oclif/core";
import { padText, textWidth } from "../format/width.ts";
import { language } from "../language.ts";
import { type HelpKey, help, helpWords } from "../words/help.ts";
import { say } from "../words/words.ts";

const widest = 100;

/** Help in the language of the reader: short at the top, all there is to know for one command. */
export default class HaidangHelp extends HelpBase {
  override async showHelp(argv: string[]): Promise<void> {
    const words = argv.filter((word) => !word.startsWith("-") && word !== "help");
    const asked = argv.includes("help") && words.length === 0 && argv.some((word) => word.startsWith("-"));
    const subject = asked ? ["help"] : words;
    for (let length = subject.length; length > 0; length--) {
      const command = this.config.findCommand(subject.slice(0, length).join(":"));
      if (command !== undefined) return this.showCommandHelp(command);
    }
    const [topic] = subject;
    if (topic === undefined) return print(rootHelp(this.config.commands));
    const verbs = this.config.commands.filter((command) => command.id.startsWith(`${topic}:`));
    if (verbs.length > 0) return print(topicHelp(topic, verbs));
    await this.config
      .runHook("command_not_found", { id: subject.join(":"), argv: [] })
      .then(({ failures }) => {
        if (failures[0] !== undefined) throw failures[0].error;
      });
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    // The manifest holds the texts of whatever language wrote it; the command itself speaks ours.
    print(commandHelp(await command.load()));
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `haidang` and `haidang --help`. */
export function rootHelp(commands: readonly { id: string; hidden?: boolean }[]): string {
  const rows = commands
    .filter((command) => command.hidden !== true)
    .map(({ id }): [string, string] => [id.replaceAll(":", " "), summaryOf(id)])
    .toSorted(([a], [b]) => a.localeCompare(b));
  return [
    help("root.title"),
    "",
    heading("help.usage"),
    `  haidang <${say(language, "help.commandWord")}> [${say(language, "help.flagsWord")}]`,
    "",
    heading("help.commands"),
    list(rows),
    "",
    heading("help.examples"),
    list([
      ["haidang status", help("root.example.status")],
      ["haidang uptime link --since 30d", help("root.example.uptime")],
      ["haidang link show <id>", help("root.example.show")],
      ["haidang doctor", help("root.example.doctor")],
    ]),
    "",
    help("root.more"),
  ].join("\n");
}

function topicHelp(topic: string, verbs: readonly { id: string }[]): string {
  const rows = verbs.map(({ id }): [string, string] => [`haidang ${id.replaceAll(":", " ")}`, summaryOf(id)]);
  return [
    heading("help.commands"),
    list(rows),
    "",
    help("root.more").replace("<command>", verbs[0]?.id.replaceAll(":", " ") ?? topic),
  ].join("\n");
}

/** What a command does in one line, in the language of this process. */
export function summaryOf(id: string): string {
  const key = `${id.replaceAll(":", ".")}.summary`;
  return isHelpKey(key) ? help(key) : "";
}

function isHelpKey(key: string): key is HelpKey {
  return Object.hasOwn(helpWords.en, key);
}

/** `haidang <command> --help`. */
export function commandHelp(command: Command.Class): string {
  const flags = Object.entries({ ...command.baseFlags, ...command.flags });
  const own = flags.filter(([, flag]) => flag.helpGroup !== "GLOBAL");
  const global = flags.filter(([, flag]) => flag.helpGroup === "GLOBAL");
  const args = Object.entries(command.args ?? {});
  const sections = [
    command.summary ?? "",
    `${heading("help.usage")}\n  ${usageLine(command)}`,
    wrap(command.description ?? "", 0),
  ];
  if (args.length > 0) {
    const rows = args.map(([name, arg]): [string, string] => [
      `<${name}>`,
      withOptions(arg.description, arg.options),
    ]);
    sections.push(`${heading("help.arguments")}\n${list(rows)}`);
  }
  if (own.length > 0) sections.push(`${heading("help.flags")}\n${flagList(own)}`);
  sections.push(`${heading("help.globalFlags")}\n${flagList(global)}`);
  const examples = (command.examples ?? []).map((one) =>
    typeof one === "string" ? `  ${one}` : `  ${one.description}\n    $ ${one.command}`,
  );
  sections.push(`${heading("help.examples")}\n${examples.join("\n")}`);
  return sections.join("\n\n");
}

/** `haidang link show <name> [flags]`. */
export function usageLine(command: Command.Class): string {
  const args = Object.entries(command.args ?? {}).map(([key, arg]) => {
    const name = `<${key}>${"multiple" in arg && arg.multiple === true ? "…" : ""}`;
    return arg.required === true ? name : `[${name}]`;
  });
  const flags = `[${say(language, "help.flagsWord")}]`;
  return ["haidang", command.id.replaceAll(":", " "), ...args, flags].join(" ");
}

export type Flag = NonNullable<Command.Class["flags"]>[string];

function flagList(flags: readonly (readonly [string, Flag])[]): string {
  return list(
    flags.map(([name, flag]): [string, string] => {
      const short = flag.char === undefined ? "    " : `-${flag.char}, `;
      const value = flag.type === "option" ? ` ${flag.helpValue ?? "<…>"}` : "";
      const shown =
        flag.type === "option" && flag.options !== undefined ? ` ${flag.options.join("|")}` : value;
      const long = textWidth(shown) > 30 ? " <…>" : shown;
      const options = flag.type === "option" && textWidth(shown) > 30 ? flag.options : undefined;
      return [`${short}--${name}${long}`, withOptions(flag.summary, options)];
    }),
  );
}

/** A meaning and the values there are to choose from. */
export function withOptions(text: string | undefined, options: readonly string[] | undefined): string {
  const choice = options === undefined ? "" : ` (${options.join(", ")})`;
  return `${text ?? ""}${choice}`;
}

function heading(
  key:
    | "help.usage"
    | "help.commands"
    | "help.arguments"
    | "help.flags"
    | "help.globalFlags"
    | "help.examples",
): string {
  return say(language, key);
}

function list(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => textWidth(name)));
  return rows
    .map(([name, text]) => `  ${padText(name, width, "left")}  ${wrap(text, width + 4)}`.trimEnd())
    .join("\n");
}

/** Words put on lines of at most 100 columns, those after the first indented. */
function wrap(text: string, indent: number): string {
  const room = Math.max(30, widest - indent);
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && textWidth(line) + 1 + textWidth(word) > room) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.join(`\n${" ".repeat(indent)}`);
}
