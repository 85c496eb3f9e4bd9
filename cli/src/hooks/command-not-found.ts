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
  const near = nearest(asked, known);
  const [topic = ""] = asked.split(" ");
  const verbs = known.filter((command) => command.startsWith(`${topic} `));
  const list = near.length > 0 ? near : verbs;
  const fault = new HaidangError("usage", say(language, "usage.command", { name: asked }), {
    hint:
      list.length > 0
        ? say(language, "usage.didYouMean", { list: list.map((command) => `haidang ${command}`).join(", ") })
        : say(language, "usage.help"),
  });
  // oclif passes on only those errors of a hook that carry an exit code.
  throw Object.assign(fault, { oclif: { exit: 2 } });
};

export default commandNotFound;
