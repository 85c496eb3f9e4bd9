import { deviceText } from "@haidang/contract/text.ts";
import type { PasswordLink, UserRow } from "@haidang/contract/user.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { moment, nothing } from "./figure.ts";
import { idColumn } from "./object.ts";
import { renderPairs } from "./table.ts";

export const userColumns: readonly Column<UserRow>[] = [
  idColumn,
  { key: "name", title: "column.name", raw: (row) => deviceText(row.name, 60), shrinks: true },
  {
    key: "role",
    title: "column.role",
    raw: (row) => row.role,
    text: (row, look) => say(look.language, `role.${row.role}`),
  },
  {
    key: "scope",
    title: "column.sees",
    raw: (row) => row.scope,
    text: (row, look) => row.scope ?? say(look.language, "user.province"),
  },
  {
    key: "state",
    title: "column.state",
    raw: standingOf,
    text: (row, look) => say(look.language, `user.${standingOf(row)}`),
    tone: (row) => (standingOf(row) === "active" ? undefined : "bad"),
  },
  {
    key: "second-factor",
    title: "column.secondFactor",
    raw: (row) => (row.secondFactor ? "on" : "off"),
    text: (row, look) =>
      row.secondFactor
        ? say(look.language, "user.secondFactor.on", { count: row.recoveryCodes })
        : say(look.language, "user.secondFactor.off"),
  },
  {
    key: "signed-in",
    title: "column.signedIn",
    raw: (row) => row.lastSignInMs,
    text: (row, look) => (row.lastSignInMs === null ? nothing : moment(row.lastSignInMs, look.language)),
  },
  { key: "mail", title: "column.mail", raw: (row) => row.mail, wide: true },
  {
    key: "created",
    title: "column.made",
    raw: (row) => row.createdAtMs,
    text: (row, look) => moment(row.createdAtMs, look.language),
    wide: true,
  },
];

function standingOf({ disabled, hasPassword, provider }: UserRow): "disabled" | "invited" | "active" {
  if (disabled) return "disabled";
  return hasPassword || provider ? "active" : "invited";
}

export function renderUser(user: UserRow, look: Look): string {
  return renderPairs(
    userColumns.map((column): [string, string] => [
      say(look.language, column.title),
      column.text?.(user, look) ?? String(column.raw(user) ?? nothing),
    ]),
    "",
  );
}

/** A link with where it leads. */
export type ShownLink = PasswordLink & { link: string };

/** `#` and what follows it is never sent to a server, so that no log and no proxy has the code. */
export function linkAt(url: string, answer: PasswordLink): ShownLink {
  return { ...answer, link: `${url}/#password=${answer.code}` };
}

export const linkColumns: readonly Column<ShownLink>[] = [
  { key: "user", title: "column.id", raw: ({ user }) => user.id },
  { key: "link", title: "column.link", raw: ({ link }) => link },
  { key: "expires", title: "column.expires", raw: ({ expiresAt }) => expiresAt },
];

/** The link on a line of its own, so that it can be copied whole. */
export function renderLink({ user, link, expiresAt }: ShownLink, look: Look): string {
  const until = moment(Date.parse(expiresAt), look.language);
  return [link, "", say(look.language, "user.link", { id: user.id, until })].join("\n");
}
