import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Hook } from "@oclif/core";
import { language } from "../language.ts";
import { nearest } from "../suggest.ts";
import { say } from "../words/words.ts";

/** An unknown command is a usage fault that names the nearest known ones. */
const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  const asked = deviceText(id.replaceAll(":", " "), 80);
  const known = config.commands.map((command) => command.id.replaceAll(":", " "));
  const fault = extraWords(asked, known) ?? unknownCommand(asked, known);
  // oclif passes on only those errors of a hook that carry an exit code.
  throw Object.assign(fault, { oclif: { exit: 2 } });
};

/** oclif takes every word for a part of the command's name, so words too many end up here. */
function extraWords(asked: string, known: readonly string[]): HaidangError | undefined {
  const command = known.find((one) => asked.startsWith(`${one} `));
  if (command === undefined) return undefined;
  const list = asked.slice(command.length + 1);
  return new HaidangError("usage", say(language, "usage.extra", { list }), {
    hint: say(language, "usage.help"),
  });
}

function unknownCommand(asked: string, known: readonly string[]): HaidangError {
  const topics = known.map((command) => command.split(" ")[0] ?? "");
  const near = nearest(asked, [...new Set([...known, ...topics])]);
  const verbs = known.filter((command) => command.startsWith(`${asked.split(" ")[0] ?? ""} `));
  const list = (near.length > 0 ? near : verbs).map((command) => `haidang ${command}`).join(", ");
  return new HaidangError("usage", say(language, "usage.command", { name: asked }), {
    hint: list === "" ? say(language, "usage.help") : say(language, "usage.didYouMean", { list }),
  });
}

export default commandNotFound;
