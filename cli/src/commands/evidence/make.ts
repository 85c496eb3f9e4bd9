import { HaidangError } from "@haidang/contract/error.ts";
import type { EvidenceRequest } from "@haidang/contract/evidence.ts";
import { verifyPack } from "@haidang/control-plane/report/evidence/verify.ts";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../base-command.ts";
import { makeEvidence } from "../../client/evidence.ts";
import type { Server } from "../../client/http.ts";
import { objectId } from "../../client/scope.ts";
import { language } from "../../language.ts";
import { lastMonth } from "../../make-report.ts";
import { writeNew } from "../../new-file.ts";
import { choosePeriod, instantMs } from "../../period.ts";
import { withProgress } from "../../progress.ts";
import { example, help } from "../../words/help.ts";
import { say } from "../../words/words.ts";

export default class EvidenceMake extends BaseCommand {
  static override summary = help("evidence.make.summary");
  static override description = help("evidence.make.description");
  static override examples = [
    example(
      "evidence.make.example.outage",
      "haidang evidence make --outage co-to-1@2026-10-05T09:12 -f co-to.zip",
    ),
    example(
      "evidence.make.example.carrier",
      "haidang evidence make --carrier VNPT --month 2026-10 -f vnpt-10.zip",
    ),
  ];
  static override flags = {
    outage: Flags.string({
      summary: help("flag.outage"),
      helpValue: "<link@start>",
      exactlyOne: ["outage", "carrier"],
    }),
    carrier: Flags.string({ summary: help("flag.evidenceCarrier"), helpValue: "<carrier>" }),
    month: Flags.string({ summary: help("flag.reportMonth"), helpValue: "2026-10" }),
    from: Flags.string({ summary: help("flag.from"), helpValue: "<time>" }),
    to: Flags.string({ summary: help("flag.to"), helpValue: "<time>" }),
    file: Flags.string({ char: "f", summary: help("flag.evidenceFile"), helpValue: "<file>" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(EvidenceMake);
    const server = this.server(flags);
    const request = flags.outage === undefined ? ofCarrier(flags) : await ofOutage(server, flags.outage);
    const { name, bytes } = await withProgress(
      makeEvidence(server, request),
      say(language, "report.working"),
    );
    const path = flags.file ?? name;
    await writeNew(path, bytes);
    const { fingerprint } = verifyPack(bytes, undefined);
    await this.show(this.ownAnswer({ path, fingerprint }), flags, {
      people: () => say(language, "evidence.made", { path, fingerprint }),
      csv: () => `${path}\r\n`,
    });
  }
}

function ofCarrier(flags: {
  carrier?: string | undefined;
  month?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}): EvidenceRequest {
  const nowMs = Date.now();
  const isOpen = flags.month === undefined && flags.from === undefined && flags.to === undefined;
  const period = choosePeriod(isOpen ? { month: lastMonth(nowMs) } : flags, "30d", nowMs, language);
  return {
    carrier: flags.carrier ?? "",
    from: new Date(period.fromMs).toISOString(),
    to: new Date(period.toMs).toISOString(),
  };
}

async function ofOutage(server: Server, text: string): Promise<EvidenceRequest> {
  const [, word, start] = /^(.+)@(.+)$/.exec(text) ?? [];
  if (word === undefined || start === undefined) {
    throw new HaidangError("usage", say(language, "evidence.outageForm", { value: text }), {
      hint: help("flag.outage"),
    });
  }
  return {
    link: await objectId(server, "link", word),
    at: new Date(instantMs(start, language)).toISOString(),
  };
}
