import { join, resolve } from "node:path";

export interface Settings {
  /** Absolute. */
  dataFolder: string;
  /** Whether it is the one the CLI finds by itself. */
  isUsualFolder: boolean;
  listen: string;
  host: string;
  port: number;
}

/** Where to keep and where to listen, from the environment; a relative folder is relative to where the person stands. */
export function readSettings(
  env: NodeJS.ProcessEnv,
  root: string,
): { settings: Settings } | { badListen: string } {
  const usual = join(root, "data");
  const chosen = env["HAIDANG_DATA"];
  const dataFolder = chosen ? resolve(env["INIT_CWD"] ?? root, chosen) : usual;
  const listen = env["HAIDANG_LISTEN"] || "127.0.0.1:8700";
  const [, host, port] = /^(.+):(\d{1,5})(?!\n)$/.exec(listen) ?? [];
  if (host === undefined || Number(port) > 65_535) return { badListen: listen };
  return {
    settings: {
      dataFolder,
      isUsualFolder: dataFolder === usual,
      listen,
      host: host.replace(/^\[(.*)\]$/, "$1"),
      port: Number(port),
    },
  };
}
