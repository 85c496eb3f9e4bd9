/** Kinds with a page of their own. */
export const pageKinds = ["link", "device", "service", "video", "heartbeat", "unit"] as const;
export type PageKind = (typeof pageKinds)[number];

export type Route =
  | { view: "overview" }
  | { view: "agents" }
  | { view: "conferences" }
  | { view: "conference"; id: string }
  | { view: "data-centre" }
  | { view: "reports" }
  | { view: "report"; id: string }
  | { view: "works" }
  | { view: "alerting" }
  | { view: "people" }
  | { view: "inventory" }
  | { view: "incident"; id: string }
  | { view: "object"; kind: PageKind; id: string }
  | { view: "missing" };

/** Pages of which there is one, and of which there is one for each id. */
const singleViews = [
  "agents",
  "conferences",
  "data-centre",
  "reports",
  "works",
  "alerting",
  "people",
  "inventory",
] as const;
const namedViews = ["incident", "conference", "report"] as const;

/** Which page an address asks for. */
export function readPath(pathname: string): Route {
  const [first, second, ...rest] = pathname.split("/").filter((piece) => piece !== "");
  if (first === undefined) return { view: "overview" };
  const single = second === undefined ? singleViews.find((known) => known === first) : undefined;
  if (single !== undefined) return { view: single };
  const named = namedViews.find((known) => known === first);
  if (named !== undefined && second !== undefined && rest.length === 0) {
    const id = decode(second);
    return id === null ? { view: "missing" } : { view: named, id };
  }
  const kind = pageKinds.find((known) => known === first);
  if (kind === undefined || second === undefined || rest.length > 0) return { view: "missing" };
  const id = decode(second);
  return id === null ? { view: "missing" } : { view: "object", kind, id };
}

/**
 * The address of an object's page. A dot in an id is written `~`, which no id contains: the server takes an
 * address with a dot for a file, so that a reload would not find the page.
 */
export function objectPath(kind: PageKind, id: string): string {
  return `/${kind}/${encodeURIComponent(id).replaceAll(".", "~")}`;
}

/** The address of an incident's page. */
export function incidentPath(id: string): string {
  return `/incident/${encodeURIComponent(id)}`;
}

/** The address of a meeting's page. */
export function conferencePath(id: string): string {
  return `/conference/${encodeURIComponent(id)}`;
}

/** The address of a report's page. */
export function reportPath(number: string): string {
  return `/report/${encodeURIComponent(number)}`;
}

function decode(piece: string): string | null {
  try {
    return decodeURIComponent(piece).replaceAll("~", ".");
  } catch {
    // A stray % is no id of ours.
    return null;
  }
}

/** The code of a sign-in link, `#code=...`, or null. */
export function codeIn(hash: string): string | null {
  return inHash(hash, "code");
}

/** The code of a link by which somebody sets his password. */
export function passwordCodeIn(hash: string): string | null {
  return inHash(hash, "password");
}

/** Whether the browser has come back from the OpenID provider. */
export function isBackFromProvider(hash: string): boolean {
  return hash === "#provider";
}

function inHash(hash: string, name: string): string | null {
  const code = new URLSearchParams(hash.replace(/^#/, "")).get(name);
  return code === null || code === "" ? null : code;
}

/** Title of the window: what is shown, then the product. */
export function pageTitle(what: string): string {
  return `${what} · Hải Đăng`;
}
