import { createHash } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";
import {
  type Report,
  type ReportAgain,
  type ReportHead,
  reportContentSchema,
} from "@haidang/contract/report.ts";
import { revisionsOf } from "../query/revisions.ts";
import { questionKey } from "../store/report-records.ts";
import { changesBetween, creditOf, outagesChanged } from "./again.ts";
import { makeContent, type Question, type Reader, type ReportSources } from "./content.ts";

/** Reports with a number: made once, kept as they were, asked again. */
export interface Reports {
  /** One that says what the last one of the same question said is that one. */
  make(question: Question, reader: Reader, deed: { by: string; nowMs: number }): Promise<Made>;
  /** Undefined where there is none, or none for people of that unit. */
  get(number: string, sees: (unit: string | null) => boolean): Omit<Report, "again"> | undefined;
  list(limit: number, sees: (unit: string | null) => boolean): ReportHead[];
  /** What the same question is answered with now. */
  again(report: Omit<Report, "again">, reader: Reader, nowMs: number): Promise<ReportAgain>;
}
export type Made = Omit<Report, "again"> & { isNew: boolean };

/** As many are looked through for somebody who sees only a part. */
const mostSearched = 10_000;
/** Revisions told of one link. */
const mostReasons = 5;

export function createReports(sources: ReportSources): Reports {
  const { records } = sources;
  return {
    async make(question, reader, { by, nowMs }) {
      const content = await makeContent(sources, question, reader, nowMs);
      const { kind, fromMs, toMs, filter } = content;
      const asked = { kind, fromMs, toMs, filter, unit: reader.sight.unit };
      const text = JSON.stringify(content);
      const hash = hashOf(text);
      const last = records.reports.newestOf(questionKey(asked));
      if (last !== undefined && last.hash === hash) return { head: last, content, isNew: false };
      const knownMs = question.knownMs ?? nowMs;
      const inventoryRevision = (records.inventory.at(knownMs) ?? records.inventory.current())?.revision ?? 0;
      const made = { ...asked, knownMs, inventoryRevision, madeMs: nowMs, by, hash };
      const head = records.reports.add({ ...made, before: last?.number ?? null }, text);
      return { head, content, isNew: true };
    },
    get(number, sees) {
      const found = records.reports.get(number);
      if (found === undefined || !sees(found.head.unit)) return undefined;
      if (hashOf(found.text) === found.head.hash) {
        return { head: found.head, content: reportContentSchema.parse(JSON.parse(found.text)) };
      }
      throw new HaidangError("data_folder", `the report ${number} is not as it was kept`, {
        hint: "its hash does not fit: put records.db back from a backup",
      });
    },
    list: (limit, sees) =>
      records.reports
        .list(mostSearched)
        .filter(({ unit }) => sees(unit))
        .slice(0, limit),
    async again({ head, content: was }, reader, nowMs) {
      const period = { fromMs: was.fromMs, toMs: was.toMs };
      const question = { kind: was.kind, period, filter: was.filter, knownMs: undefined };
      const is = await makeContent(sources, question, reader, nowMs);
      const hash = hashOf(JSON.stringify(is));
      const becauseOf = (id: string) => {
        const object = sources.world().objects.get(`link/${id}`);
        if (object === undefined) return [];
        return revisionsOf(sources, object, period, 1000)
          .filter(({ atMs }) => atMs > head.knownMs)
          .slice(0, mostReasons)
          .map(({ cause, by, atMs }) => ({ cause, by, atMs }));
      };
      return {
        ...{ atMs: nowMs, hash, changed: hash !== head.hash },
        changes: changesBetween(was, is, becauseOf),
        outagesChanged: outagesChanged(was.outages, is.outages),
        credit: { was: creditOf(was), is: creditOf(is) },
      };
    },
  };
}

/** SHA-256 of what a report says, hexadecimal. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
