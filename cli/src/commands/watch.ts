import { setTimeout as wait } from "node:timers/promises";
import type { LiveEvent } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKinds } from "@haidang/contract/object.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../base-command.ts";
import { readStream } from "../client/stream.ts";
import { renderJsonLine } from "../format/json.ts";
import { liveLine } from "../format/live.ts";
import type { GlobalFlags } from "../global-flags.ts";
import { language } from "../language.ts";
import { example, help } from "../words/help.ts";
import { say } from "../words/words.ts";

const againMs = 2000;

export default class WatchCommand extends BaseCommand {
  static override summary = help("watch.summary");
  static override description = help("watch.description");
  static override examples = [
    example("watch.example.all", "haidang watch"),
    example("watch.example.links", "haidang watch --kind link --json | jq .data.name"),
  ];
  static override flags = { kind: Flags.option({ options: objectKinds, summary: help("flag.kind") })() };

  override async run(): Promise<void> {
    const { flags } = await this.parse(WatchCommand);
    const server = this.server(flags);
    let lastId: string | undefined;
    let wasThere = false;
    for (;;) {
      try {
        const ended = new AbortController();
        for await (const { event, id } of readStream(server, { lastId, signal: ended.signal })) {
          if (!wasThere && flags.json !== true) process.stderr.write(`${say(language, "watch.begins")}\n`);
          wasThere = true;
          lastId = id ?? lastId;
          this.tell(event, flags, flags.kind);
        }
      } catch (error) {
        if (!wasThere || (error instanceof HaidangError && error.code !== "unreachable")) throw error;
        const why = error instanceof Error ? deviceText(error.message, 200) : "";
        process.stderr.write(`▲ ${say(language, "watch.lost", { why })}\n`);
      }
      await wait(againMs);
    }
  }

  private tell(event: LiveEvent, flags: GlobalFlags, kind: string | undefined): void {
    if (event.name !== "object" && event.name !== "incident") return;
    if (kind !== undefined && (event.name !== "object" || event.data.kind !== kind)) return;
    if (flags.json === true || flags.output === "json") process.stdout.write(renderJsonLine(event));
    else {
      const line = liveLine(event, this.look(flags, Date.now()));
      if (line !== undefined) process.stdout.write(`${line}\n`);
    }
  }
}
