import { isAbsolute, resolve } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";

export interface Environment {
  /** Origin of the control plane; absent when the identity on disk has to know it. */
  url: string | undefined;
  folder: string;
  enrolCode: string | undefined;
  /** Undefined switches the page off. */
  metricsPort: number | undefined;
  /** Stop when the parent's end of stdin closes, so that no orphan remains. */
  followParent: boolean;
}

const defaultMetricsPort = 8701;

/** Reads the process environment. Throws a HaidangError `usage` with one sentence on the first variable at fault. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Environment {
  const folder = variables["HAIDANG_AGENT_DATA"] || "data/agent";
  const code = variables["HAIDANG_ENROL_CODE"]?.trim() || undefined;
  if (code !== undefined && !/^[\x21-\x7e]{16,128}$/.test(code)) {
    throw fault(
      "HAIDANG_ENROL_CODE is not an enrolment code",
      "A code has 16 to 128 characters; make one with `npx haidang agent invite`",
    );
  }
  return {
    url: readUrl(variables["HAIDANG_URL"]),
    folder: isAbsolute(folder) ? folder : resolve(cwd, folder),
    enrolCode: code,
    metricsPort: readPort(variables["HAIDANG_AGENT_METRICS"]),
    followParent: variables["HAIDANG_PARENT"] === "1",
  };
}

function readUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const mend = "Write it like https://haidang.example.vn or http://127.0.0.1:8700";
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw fault(`HAIDANG_URL is not a web address: ${JSON.stringify(text)}`, mend);
  }
  if (url.username !== "" || url.search !== "" || url.hash !== "") {
    throw fault("HAIDANG_URL has more than a host, a port and a path", mend);
  }
  return url.href.replace(/\/+$/, "");
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return defaultMetricsPort;
  if (text === "off") return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw fault(
    `HAIDANG_AGENT_METRICS is not a port: ${JSON.stringify(text)}`,
    "Give a number from 0 (any free port) to 65535, or `off`",
  );
}

function fault(message: string, hint: string): HaidangError {
  return new HaidangError("usage", `${message}.`, { hint: `${hint}.` });
}
