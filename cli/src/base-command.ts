import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Envelope, type Meta, timezone } from "@haidang/contract/api.ts";
import { Command } from "@oclif/core";
import type { Server } from "./client/http.ts";
import { findPlace } from "./client/place.ts";
import { exitCodeOf, reportFault } from "./fault.ts";
import { type Column, type Look, selectColumns, selectRows } from "./format/column.ts";
import { renderCsv } from "./format/csv.ts";
import { renderJson } from "./format/json.ts";
import { renderTable } from "./format/table.ts";
import { type GlobalFlags, globalFlags, type ListFlags, type OutputFormat } from "./global-flags.ts";
import { language } from "./language.ts";
import { say } from "./words/words.ts";

/** The checkout this file lies in. */
const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A list as a command hands it over for printing. */
export interface Listing<Row> {
  answer: Envelope<unknown>;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  /** Lines above the table, for people only. */
  caption?: string;
  /** Lines below the table, for people only. */
  total?: (look: Look) => string;
  /** What to say to people when there are no rows at all. */
  empty: string;
}

/** What every command has: the global flags, the place to ask, one way to print, and the only catch. */
export abstract class BaseCommand extends Command {
  static override baseFlags = globalFlags;

  protected server(flags: GlobalFlags): Server {
    const place = findPlace(
      { url: flags.url, data: flags.data },
      { environment: process.env, workFolder: process.cwd(), checkout, language },
    );
    return { place, language };
  }

  protected look(flags: GlobalFlags, nowMs: number): Look {
    const terminal = process.stdout.isTTY === true;
    const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
    const refused =
      flags["no-color"] === true || (NO_COLOR !== undefined && NO_COLOR !== "") || TERM === "dumb";
    const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
    return {
      language,
      color: !refused && (terminal || forced),
      width: terminal ? process.stdout.columns : Number.POSITIVE_INFINITY,
      nowMs,
    };
  }

  /** Prints an answer: as data where a program reads, else whatever `people` makes of it. */
  protected async show(
    answer: Envelope<unknown>,
    flags: GlobalFlags,
    forms: { people: (look: Look, wide: boolean) => string; csv: (look: Look) => string },
  ): Promise<void> {
    const format = outputFormat(flags);
    const look = this.look(flags, asOfMs(answer.meta));
    if (answer.meta.storeAway === true) process.stderr.write(`▲ ${say(language, "list.storeAway")}\n`);
    if (format === "json") write(renderJson(answer));
    else if (format === "yaml") {
      const { renderYaml } = await import("./format/yaml.ts");
      write(renderYaml(answer));
    } else if (format === "csv") write(forms.csv(look));
    else write(`${forms.people(look, format === "wide")}\n`);
  }

  /** Prints a list; `--filter` and `--sort` apply to the data of every format, `--columns` to tables and CSV. */
  protected async showList<Row>(listing: Listing<Row>, flags: ListFlags): Promise<void> {
    const format = outputFormat(flags);
    const look = this.look(flags, asOfMs(listing.answer.meta));
    const selection = { ...flags, wide: format === "wide" || format === "csv" };
    const rows = selectRows(listing.rows, listing.columns, selection, look);
    const columns = selectColumns(listing.columns, selection, look);
    const none = listing.rows.length > 0 ? say(language, "list.filtered") : listing.empty;
    const total = listing.total ?? (() => undefined);
    await this.show({ data: rows, meta: listing.answer.meta }, flags, {
      csv: () => renderCsv(rows, columns, look),
      people: () =>
        [listing.caption, rows.length === 0 ? none : renderTable(rows, columns, look), total(look)]
          .filter((text) => text !== undefined && text !== "")
          .join("\n"),
    });
  }

  /** An answer of our own making, for commands that ask no server. */
  protected ownAnswer<T>(data: T): Envelope<T> {
    const meta: Meta = { asOf: new Date().toISOString(), timezone };
    return { data, meta };
  }

  protected override async catch(error: Error): Promise<void> {
    reportFault(error, process.argv.slice(2), language);
    process.exitCode = exitCodeOf(error);
  }
}

function outputFormat(flags: GlobalFlags): OutputFormat {
  return flags.json === true ? "json" : (flags.output ?? "table");
}

function write(text: string): void {
  process.stdout.write(text);
}

/** Ages are counted by the clock that stamped them, not by the reader's. */
function asOfMs(meta: Meta): number {
  return Date.parse(meta.asOf);
}
