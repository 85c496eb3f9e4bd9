import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Envelope, type Meta, timezone } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { Command } from "@oclif/core";
import type { Server } from "./client/http.ts";
import { findPlace } from "./client/place.ts";
import { exitCodeOf, faultOf, reportFault } from "./fault.ts";
import { follow } from "./follow.ts";
import { checkLine, uncheckedLine } from "./format/check.ts";
import { type Column, type Look, selectColumns, selectRows } from "./format/column.ts";
import { renderCsv } from "./format/csv.ts";
import type { Detail } from "./format/detail.ts";
import { moment } from "./format/figure.ts";
import { renderJson, renderJsonLine } from "./format/json.ts";
import { renderTable } from "./format/table.ts";
import {
  type GlobalFlags,
  globalFlags,
  type ListFlags,
  listFlags,
  type OutputFormat,
} from "./global-flags.ts";
import { language, wantsCheck } from "./language.ts";
import { page, pagerFor } from "./pager.ts";
import { openScreen } from "./screen.ts";
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

/** How an answer reads where no program asked for data. */
interface Forms {
  people: (look: Look, wide: boolean) => string;
  csv: (look: Look) => string;
}

/** What every command has: the global flags, the place to ask, one way to print, and the only catch. */
export abstract class BaseCommand extends Command {
  static override baseFlags = globalFlags;

  protected server(flags: GlobalFlags): Server {
    const place = findPlace(
      { url: flags.url, data: flags.data, profile: flags.profile },
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
  protected async show(answer: Envelope<unknown>, flags: GlobalFlags, forms: Forms): Promise<void> {
    if (answer.meta.storeAway === true) process.stderr.write(`▲ ${say(language, "list.storeAway")}\n`);
    const text = await this.rendered(answer, flags, forms);
    const isRefused = flags["no-pager"] === true || !isForPeople(flags);
    const pager = pagerFor(text, { terminal: process.stdout, environment: process.env, isRefused });
    if (pager === undefined || !(await page(text, pager))) process.stdout.write(text);
  }

  /** The text of an answer in the format asked for. */
  private async rendered(answer: Envelope<unknown>, flags: GlobalFlags, forms: Forms): Promise<string> {
    const format = outputFormat(flags);
    const look = this.look(flags, asOfMs(answer.meta));
    if (format === "json") return renderJson(answer);
    if (format === "yaml") {
      const { renderYaml } = await import("./format/yaml.ts");
      return renderYaml(answer);
    }
    return format === "csv" ? forms.csv(look) : `${forms.people(look, format === "wide")}\n`;
  }

  /** Prints a list, once or (`--watch`) whenever it is another; `--filter`, `--limit` and `--sort` apply to the data of every format, `--columns` to tables and CSV. */
  protected async showList<Row>(listing: Listing<Row>, flags: ListFlags): Promise<void> {
    const { answer, forms } = this.arranged(listing, flags);
    await this.show(answer, flags, forms);
  }

  /** Once, or with `--watch` until somebody ends it. */
  protected async list<Row>(flags: ListFlags, read: () => Promise<Listing<Row>>): Promise<void> {
    if (flags.watch !== true) return this.showList(await read(), flags);
    const format = outputFormat(flags);
    if (format === "csv" || format === "yaml") {
      throw new HaidangError("usage", say(language, "watch.format", { format }), {
        hint: say(language, "watch.formatHint"),
      });
    }
    const isDrawn = process.stdout.isTTY === true && format !== "json";
    await (isDrawn ? this.redraw(flags, read) : this.printChanges(flags, read));
  }

  private async redraw<Row>(flags: ListFlags, read: () => Promise<Listing<Row>>): Promise<void> {
    const screen = openScreen(process.stdout);
    const note = (text: string) => say(language, "watch.head", { text });
    let lines: string[] = [];
    try {
      await follow({
        read,
        show: async (listing) => {
          const { answer, forms } = this.arranged(listing, flags);
          lines = (await this.rendered(answer, flags, forms)).trimEnd().split("\n");
          screen.draw([note(moment(asOfMs(answer.meta), language, true)), "", ...lines]);
        },
        fail: (fault) => screen.draw([note(deviceText(fault.message, 200)), "", ...lines]),
      });
    } finally {
      screen.close();
    }
  }

  private async printChanges<Row>(flags: ListFlags, read: () => Promise<Listing<Row>>): Promise<void> {
    let before: string | undefined;
    await follow({
      read,
      show: async (listing) => {
        const { answer, forms } = this.arranged(listing, flags);
        const now = JSON.stringify(answer.data);
        if (now === before) return;
        const isFirst = before === undefined;
        before = now;
        if (outputFormat(flags) === "json") process.stdout.write(renderJsonLine(answer));
        else process.stdout.write(`${isFirst ? "" : "\n"}${await this.rendered(answer, flags, forms)}`);
      },
      fail: (fault) => process.stderr.write(`▲ ${deviceText(fault.message, 500)}\n`),
    });
  }

  private arranged<Row>(
    listing: Listing<Row>,
    flags: ListFlags,
  ): { answer: Envelope<readonly Row[]>; forms: Forms } {
    const format = outputFormat(flags);
    const look = this.look(flags, asOfMs(listing.answer.meta));
    const selection = { ...flags, wide: format === "wide" || format === "csv" };
    const passed = selectRows(listing.rows, listing.columns, selection, look);
    const rows = flags.limit === undefined ? passed : passed.slice(0, flags.limit);
    const more =
      rows.length === passed.length
        ? undefined
        : say(language, "list.limited", { count: rows.length, total: passed.length });
    const columns = selectColumns(listing.columns, selection, look);
    const none = listing.rows.length > 0 ? say(language, "list.filtered") : listing.empty;
    const total = listing.total ?? (() => undefined);
    const forms: Forms = {
      csv: () => renderCsv(rows, columns, look),
      people: () =>
        [listing.caption, rows.length === 0 ? none : renderTable(rows, columns, look), more, total(look)]
          .filter((text) => text !== undefined && text !== "")
          .join("\n"),
    };
    return { answer: { data: rows, meta: listing.answer.meta }, forms };
  }

  /** One line and an exit code as monitoring plugins have them (`--check`); what cannot be asked is unknown. */
  protected async check(flags: GlobalFlags, read: () => Promise<Envelope<Detail>>): Promise<void> {
    const { line, exitCode } = await read().then(
      ({ data, meta }) => checkLine(data, this.look(flags, asOfMs(meta))),
      (error: unknown) => {
        if (error instanceof HaidangError) return uncheckedLine(error.message);
        throw error;
      },
    );
    process.stdout.write(`${line}\n`);
    process.exitCode = exitCode;
  }

  /** An answer of our own making, for commands that ask no server. */
  protected ownAnswer<T>(data: T): Envelope<T> {
    const meta: Meta = { asOf: new Date().toISOString(), timezone };
    return { data, meta };
  }

  protected override async catch(error: Error): Promise<void> {
    const argv = process.argv.slice(2);
    // a monitoring plugin that was called wrongly knows nothing: that is neither good, a warning nor critical
    if (wantsCheck(argv)) {
      const { line, exitCode } = uncheckedLine(faultOf(error, language).message);
      process.stdout.write(`${line}\n`);
      process.exitCode = exitCode;
      return;
    }
    reportFault(error, argv, language);
    process.exitCode = exitCodeOf(error);
  }
}

/** A command that prints a list: `--sort`, `--filter`, `--columns`, `--limit` and `--watch` come along. */
export abstract class ListCommand extends BaseCommand {
  static override baseFlags = { ...globalFlags, ...listFlags };
}

function outputFormat(flags: GlobalFlags): OutputFormat {
  return flags.json === true ? "json" : (flags.output ?? "table");
}

function isForPeople(flags: GlobalFlags): boolean {
  const format = outputFormat(flags);
  return format === "table" || format === "wide";
}

/** Ages are counted by the clock that stamped them, not by the reader's. */
function asOfMs(meta: Meta): number {
  return Date.parse(meta.asOf);
}
