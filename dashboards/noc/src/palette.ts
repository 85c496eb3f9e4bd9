import type { ObjectStatus } from "@haidang/contract/state.ts";
import { searchKey } from "@haidang/contract/text.ts";
import { byName, rankOf } from "@haidang/contract/trouble.ts";
import { objectPath, pageKinds } from "./route.ts";
import { isMeant } from "./well.ts";

const mostFound = 12;

export interface Found {
  object: ObjectStatus;
  href: string;
}

/** Objects with a page that are meant by what was typed: names that begin so first, then the worst. */
export function findObjects(objects: Iterable<ObjectStatus>, typed: string): Found[] {
  const key = searchKey(typed.trim());
  if (key === "") return [];
  const meant = [...objects].filter((object) => hrefOf(object) !== undefined && isMeant(object, typed));
  const begins = ({ name, id }: ObjectStatus) => searchKey(name).startsWith(key) || id.startsWith(key);
  return meant
    .sort(
      (a, b) => Number(begins(b)) - Number(begins(a)) || rankOf(a.class) - rankOf(b.class) || byName(a, b),
    )
    .slice(0, mostFound)
    .flatMap((object) => {
      const href = hrefOf(object);
      return href === undefined ? [] : [{ object, href }];
    });
}

/** The page of an object; sites and racks are shown by their unit and their room. */
function hrefOf({ kind, id, unit }: ObjectStatus): string | undefined {
  if (kind === "rack") return "/data-centre";
  if (kind === "site") return unit === undefined ? undefined : objectPath("unit", unit);
  const page = pageKinds.find((known) => known === kind);
  return page === undefined ? undefined : objectPath(page, id);
}
