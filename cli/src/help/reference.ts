import type { Command } from "@oclif/core";
import { language } from "../language.ts";
import { help } from "../words/help.ts";
import { say } from "../words/words.ts";
import { type Flag, summaryOf, usageLine, withOptions } from "./help.ts";

/** A page of the reference: its file's name and its Markdown. */
export interface ReferencePage {
  name: string;
  text: string;
}

/** All commands as Markdown, a page a topic, in the language of this process; the flags of every command stand once, in the index. */
export function referencePages(commands: readonly Command.Class[]): ReferencePage[] {
  const topics = Map.groupBy(commands, ({ id }) => id.split(":")[0] ?? id);
  const names = [...topics.keys()].toSorted();
  return [
    { name: "README.md", text: indexPage(names, commands) },
    ...names.map((topic) => ({ name: `${topic}.md`, text: topicPage(topic, topics.get(topic) ?? []) })),
  ];
}

function indexPage(topics: readonly string[], commands: readonly Command.Class[]): string {
  const rows = topics.flatMap((topic) =>
    inOrder(commands.filter(({ id }) => id === topic || id.startsWith(`${topic}:`))).map(({ id }) => [
      `[\`haidang ${id.replaceAll(":", " ")}\`](${topic}.md#${anchor(id)})`,
      summaryOf(id),
    ]),
  );
  const shared = Object.entries(commands[0]?.baseFlags ?? {}).filter(([, flag]) => isShared(flag));
  return join([
    "# haidang",
    help("root.title"),
    say(language, "reference.made"),
    heading("help.commands"),
    table(rows),
    heading("help.globalFlags"),
    table(shared.map(flagRow)),
    heading("reference.output"),
    say(language, "reference.outputText"),
    heading("reference.exit"),
    table(
      (["0", "1", "2", "check"] as const).map((code) => [
        code === "check" ? "`--check`" : `\`${code}\``,
        say(language, `reference.exit.${code}`),
      ]),
    ),
  ]);
}

function topicPage(topic: string, commands: readonly Command.Class[]): string {
  return join([
    `# haidang ${topic}`,
    say(language, "reference.shared"),
    ...inOrder(commands).flatMap(commandSections),
  ]);
}

function commandSections(command: Command.Class): string[] {
  const args = Object.entries(command.args ?? {}).map(([name, arg]) => [
    `\`<${name}>\``,
    withOptions(arg.description, arg.options),
  ]);
  const flags = Object.entries({ ...command.baseFlags, ...command.flags }).filter(
    ([, flag]) => !isShared(flag),
  );
  const examples = (command.examples ?? []).map((one) =>
    typeof one === "string" ? `$ ${one}` : `# ${one.description}\n$ ${one.command}`,
  );
  return [
    `## haidang ${command.id.replaceAll(":", " ")}`,
    prose(command.summary ?? ""),
    code(usageLine(command)),
    prose(command.description ?? ""),
    ...(args.length === 0 ? [] : [table(args)]),
    ...(flags.length === 0 ? [] : [table(flags.map(flagRow))]),
    code(examples.join("\n\n")),
  ];
}

const isShared = (flag: Flag): boolean => flag.helpGroup === "GLOBAL";

const inOrder = (commands: readonly Command.Class[]): Command.Class[] =>
  commands.toSorted((a, b) => (a.id < b.id ? -1 : 1));

const anchor = (id: string): string => `haidang-${id.replaceAll(":", "-")}`;

function flagRow([name, flag]: readonly [string, Flag]): string[] {
  const short = flag.char === undefined ? "" : `-${flag.char}, `;
  const isOption = flag.type === "option";
  const value = isOption ? ` ${flag.options === undefined ? (flag.helpValue ?? "<…>") : "<…>"}` : "";
  return [`\`${short}--${name}${value}\``, withOptions(flag.summary, isOption ? flag.options : undefined)];
}

function heading(key: "help.commands" | "help.globalFlags" | "reference.output" | "reference.exit"): string {
  const text = say(language, key);
  return `## ${text.charAt(0)}${text.slice(1).toLocaleLowerCase(language)}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const [first = "", second = ""] = [say(language, "reference.word"), say(language, "reference.meaning")];
  return [
    `| ${first} | ${second} |`,
    "|---|---|",
    ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
  ].join("\n");
}

/** A bar would end the cell, and what looks like a tag would vanish. */
const cell = (text: string): string =>
  text.startsWith("`") || text.startsWith("[`")
    ? text.replaceAll("|", "\\|")
    : prose(text).replaceAll("|", "\\|").replaceAll("\n", " ");

const prose = (text: string): string => text.replaceAll("<", "&lt;");

const code = (text: string): string => `\`\`\`console\n${text}\n\`\`\``;

const join = (sections: readonly string[]): string =>
  `${sections.filter((text) => text !== "").join("\n\n")}\n`;
