import { Flags } from "@oclif/core";
import { help } from "./words/help.ts";

export const outputFormats = ["table", "wide", "json", "yaml", "csv"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Flags of every command. */
export const globalFlags = {
  output: Flags.option({
    char: "o",
    options: outputFormats,
    summary: help("flag.output"),
    helpGroup: "GLOBAL",
  })(),
  json: Flags.boolean({ summary: help("flag.json"), exclusive: ["output"], helpGroup: "GLOBAL" }),
  lang: Flags.option({ options: ["vi", "en"] as const, summary: help("flag.lang"), helpGroup: "GLOBAL" })(),
  url: Flags.string({ summary: help("flag.url"), helpValue: "<url>", helpGroup: "GLOBAL" }),
  data: Flags.string({ summary: help("flag.data"), helpValue: "<folder>", helpGroup: "GLOBAL" }),
  profile: Flags.string({
    summary: help("flag.profile"),
    helpValue: "<name>",
    helpGroup: "GLOBAL",
    exclusive: ["url", "data"],
  }),
  "no-color": Flags.boolean({ summary: help("flag.no-color"), helpGroup: "GLOBAL" }),
  "no-pager": Flags.boolean({ summary: help("flag.no-pager"), helpGroup: "GLOBAL" }),
  help: Flags.boolean({ char: "h", summary: help("flag.help"), helpGroup: "GLOBAL" }),
};

/** Flags of every list. */
export const listFlags = {
  sort: Flags.string({ summary: help("flag.sort"), helpValue: "<column>[:desc]" }),
  filter: Flags.string({
    summary: help("flag.filter"),
    helpValue: "<column>=<value>",
    multiple: true,
    multipleNonGreedy: true,
  }),
  columns: Flags.string({ summary: help("flag.columns"), helpValue: "<column>,…" }),
  limit: Flags.integer({ summary: help("flag.limit"), helpValue: "<count>", min: 1 }),
  watch: Flags.boolean({ char: "w", summary: help("flag.watch") }),
};

/** Flags of what shows one object. */
export const checkFlags = {
  check: Flags.boolean({ summary: help("flag.check"), exclusive: ["output", "json"] }),
};

export interface GlobalFlags {
  output?: OutputFormat | undefined;
  json?: boolean;
  url?: string | undefined;
  data?: string | undefined;
  profile?: string | undefined;
  "no-color"?: boolean;
  "no-pager"?: boolean;
}

export interface ListFlags extends GlobalFlags {
  sort?: string | undefined;
  filter?: readonly string[] | undefined;
  columns?: string | undefined;
  limit?: number | undefined;
  watch?: boolean;
}
