import type { Envelope, Status } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { BaseCommand } from "../base-command.ts";
import { readStatus } from "../client/status.ts";
import { follow } from "../follow.ts";
import type { GlobalFlags } from "../global-flags.ts";
import { language } from "../language.ts";
import { openScreen } from "../screen.ts";
import { frame, held, rowsOf } from "../top/frame.ts";
import { firstView, nextView } from "../top/view.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

export default class TopCommand extends BaseCommand {
  static override summary = help("top.summary");
  static override description = help("top.description");
  static override examples = [example("top.example.now", "haidang top")];

  override async run(): Promise<void> {
    const { flags } = await this.parse(TopCommand);
    if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
      throw new HaidangError("usage", say(language, "top.noTerminal"), {
        hint: say(language, "top.noTerminalHint"),
      });
    }
    const server = this.server(flags);
    // asked once before the terminal is taken over, so that a refusal is read where commands are typed
    const first = await readStatus(server);
    await this.live(first, () => readStatus(server), flags);
  }

  private async live(
    first: Envelope<Status>,
    read: () => Promise<Envelope<Status>>,
    flags: GlobalFlags,
  ): Promise<void> {
    const screen = openScreen(process.stdout);
    const ended = new AbortController();
    let view = firstView;
    let now = first;
    let note: string | undefined;
    const draw = (): void => {
      const look = { ...this.look(flags, Date.parse(now.meta.asOf)), width: screen.columns };
      view = held(view, now.data, screen.rows);
      screen.draw(
        frame(now.data, view, look, { rows: screen.rows, ...(note === undefined ? {} : { note }) }),
      );
    };
    const onKey = (key: Buffer): void => {
      const next = nextView(view, key.toString("utf8"), rowsOf(screen.rows));
      if (next === "quit") ended.abort();
      else {
        view = next;
        draw();
      }
    };
    process.stdin.setRawMode(true);
    process.stdin.on("data", onKey);
    process.stdin.once("end", () => ended.abort());
    process.stdout.on("resize", draw);
    try {
      draw();
      await follow({
        read,
        show: (answer) => {
          now = answer;
          note = undefined;
          draw();
        },
        fail: (fault) => {
          note = deviceText(fault.message, 200);
          draw();
        },
        signal: ended.signal,
      });
    } finally {
      process.stdout.off("resize", draw);
      process.stdin.off("data", onKey);
      process.stdin.setRawMode(false);
      process.stdin.pause();
      screen.close();
    }
  }
}
