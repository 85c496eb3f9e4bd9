import { deviceText } from "@haidang/contract/text.ts";
import type { NewToken, TokenRow } from "@haidang/contract/token.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure, moment, nothing } from "./figure.ts";
import { idColumn } from "./object.ts";

export const tokenColumns: readonly Column<TokenRow>[] = [
  idColumn,
  { key: "name", title: "column.name", raw: (row) => deviceText(row.name, 60), shrinks: true },
  {
    key: "scope",
    title: "column.purpose",
    raw: (row) => row.scope,
    text: (row, look) => say(look.language, `token.${row.scope}`),
  },
  {
    key: "under",
    title: "column.sees",
    raw: (row) => row.under,
    text: (row, look) => row.under ?? say(look.language, "user.province"),
  },
  {
    key: "expires",
    title: "column.expires",
    raw: (row) => row.expiresAtMs,
    text: expiryText,
    tone: (row) => (row.expired ? "bad" : undefined),
  },
  {
    key: "used",
    title: "column.lastUsed",
    raw: (row) => row.lastUsedMs,
    text: (row, look) => (row.lastUsedMs === null ? nothing : moment(row.lastUsedMs, look.language)),
  },
  { key: "created", title: "column.made", raw: (row) => row.createdAtMs, text: createdText },
  {
    key: "rate",
    title: "column.rate",
    raw: (row) => row.requestsPerS,
    text: (row, look) => figure(row.requestsPerS, look.language),
    align: "right",
    wide: true,
  },
];

/** For the one line of a new token: what a spreadsheet of tokens would keep of it. */
export const newTokenColumns: readonly Column<NewToken>[] = [
  { key: "token", title: "column.token", raw: (row) => row.token },
  ...tokenColumns,
];

function createdText(row: TokenRow, look: Look): string {
  return moment(row.createdAtMs, look.language);
}

function expiryText(row: TokenRow, look: Look): string {
  if (row.expiresAtMs === null) return say(look.language, "token.never");
  const at = moment(row.expiresAtMs, look.language);
  return row.expired ? say(look.language, "token.over", { at }) : at;
}

/** The token on a line of its own, so that it can be copied whole. */
export function renderNewToken(token: NewToken, look: Look): string {
  const expires = expiryText(token, look);
  return [
    token.token,
    "",
    say(look.language, "token.made", { id: token.id, name: deviceText(token.name, 60), expires }),
    say(look.language, "token.once"),
  ].join("\n");
}
