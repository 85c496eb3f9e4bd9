import { HaidangError } from "@haidang/contract/error.ts";

/** Where series are kept, as people write it. */
export type StoreAddress =
  | { engine: "embedded" }
  | { engine: "influxdb1"; url: string; database: string }
  | { engine: "influxdb2"; url: string; org: string; bucket: string }
  | { engine: "victoriametrics"; url: string; selectUrl: string | undefined };

export interface StoreCredentials {
  username?: string | undefined;
  password?: string | undefined;
  token?: string | undefined;
}

const forms = [
  "embedded",
  "influxdb1+http://HOST:8086/DATABASE",
  "influxdb2+http://HOST:8086/ORG/BUCKET",
  "victoriametrics+http://HOST:8428",
  "victoriametrics+http://VMINSERT:8480/insert/0,http://VMSELECT:8481/select/0",
] as const;

/** What an address may look like, for people. */
export const storeForms = `must be ${forms.slice(0, -1).join(" or ")} or ${forms.at(-1)}`;

/** Undefined when it is none. */
export function parseStoreAddress(text: string): StoreAddress | undefined {
  if (text === "embedded") return { engine: "embedded" };
  const [, engine, address = ""] =
    /^(influxdb1|influxdb2|victoriametrics)\+(https?:\/\/\S+)$/.exec(text) ?? [];
  if (engine === "influxdb1") {
    const [, url, database] = /^(.+)\/([A-Za-z0-9_-]+)(?!\n)$/.exec(address) ?? [];
    return database !== undefined && isHttp(url) ? { engine, url, database } : undefined;
  }
  if (engine === "influxdb2") {
    const [, url, org, bucket] = /^(.+)\/([^/]+)\/([^/]+)$/.exec(address) ?? [];
    if (org === undefined || bucket === undefined || !isHttp(url)) return undefined;
    const names = [decoded(org), decoded(bucket)];
    if (names[0] === undefined || names[1] === undefined) return undefined;
    return { engine, url, org: names[0], bucket: names[1] };
  }
  if (engine === "victoriametrics") {
    const [url, selectUrl, more] = address.split(",");
    const isGood = isHttp(url) && (selectUrl === undefined || isHttp(selectUrl)) && more === undefined;
    return isGood ? { engine, url, selectUrl } : undefined;
  }
  return undefined;
}

/** As `parseStoreAddress`; `usage`, naming what was meant, when it is none. The text is not repeated: it may hold a password. */
export function readStoreAddress(text: string, name: string): StoreAddress {
  const address = parseStoreAddress(text);
  if (address === undefined) throw new HaidangError("usage", `${name} ${storeForms}`);
  return address;
}

function isHttp(text: string | undefined): text is string {
  return (
    text !== undefined &&
    /^https?:/.test(text) &&
    URL.canParse(text) &&
    new URL(text).search === "" &&
    new URL(text).hash === ""
  );
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
