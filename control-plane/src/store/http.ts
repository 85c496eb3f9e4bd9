import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";

/** A server of series as it is reached over HTTP. Credentials never stand in `url`, which is shown in faults. */
export interface StoreServer {
  /** For people: `InfluxDB`, `VictoriaMetrics`. */
  name: string;
  /** Value of the Authorization header, or undefined for none. */
  authorization: string | undefined;
  /** From the first byte sent to the last one read, ms. */
  timeoutMs: number;
}

export interface StoreRequest {
  url: URL;
  method?: "GET" | "POST";
  /** Sent as it is when it is bytes, else as a form. */
  body?: Uint8Array | URLSearchParams;
  headers?: Readonly<Record<string, string>>;
  timeoutMs?: number;
}

export interface StoreAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** A server that sends more is not answering what it was asked. */
const maxAnswerBytes = 256 * 1024 * 1024;
const compress = promisify(gzip);

/** The body as servers of line protocol take it compressed: level 1, as more only costs time. */
export async function gzipBody(text: string): Promise<Uint8Array> {
  return compress(text, { level: 1 });
}

/** One request, whole, within its deadline. `store_unavailable` when there is no answer; any status is one. */
export async function ask(server: StoreServer, request: StoreRequest): Promise<StoreAnswer> {
  const { url, method = "GET", body, headers = {} } = request;
  const timeoutMs = request.timeoutMs ?? server.timeoutMs;
  const { authorization } = server;
  try {
    const response = await fetch(url, {
      method,
      ...(body === undefined ? {} : { body: body instanceof URLSearchParams ? body : new Uint8Array(body) }),
      headers: authorization === undefined ? headers : { ...headers, authorization },
      // a redirect would take the credentials elsewhere
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, text: await readText(response) };
  } catch (error) {
    throw silentFault(server, { url, timeoutMs, error });
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxAnswerBytes) throw new Error(`its answer is longer than ${maxAnswerBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** No answer: refused, cut, too late. */
function silentFault(
  server: StoreServer,
  { url, timeoutMs, error }: { url: URL; timeoutMs: number; error: unknown },
): HaidangError {
  const timedOut = error instanceof Error && error.name === "TimeoutError";
  const why = timedOut ? `no answer within ${timeoutMs} ms` : causeOf(error);
  return new HaidangError("store_unavailable", `${server.name} at ${url.origin} does not answer: ${why}`, {
    hint: "See that it runs and that this machine reaches it. Agents keep their data and try again.",
    cause: error,
  });
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return deviceText(String(error));
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return deviceText(code ?? (error.message || error.name));
}

/** An answer that says no, or one that is none of the engine's. */
export function answerFault(server: StoreServer, url: URL, answer: StoreAnswer): HaidangError {
  const said = deviceText(answer.text, 300);
  if (answer.status === 401 || answer.status === 403) {
    return new HaidangError(
      "store_unavailable",
      `${server.name} at ${url.origin} refused the credentials: ${said}`,
      { hint: "Mend HAIDANG_STORE_USER and HAIDANG_STORE_PASSWORD, or HAIDANG_STORE_TOKEN." },
    );
  }
  const message = `${server.name} at ${url.origin} answered ${answer.status}: ${said}`;
  return new HaidangError("store_unavailable", message, {
    hint: "See its own log. Agents keep their data and try again.",
  });
}

/** Basic for a user, else Bearer or Token for a token, else none. */
export function authorizationOf(
  given: { username?: string | undefined; password?: string | undefined; token?: string | undefined },
  tokenScheme: "Bearer" | "Token",
): string | undefined {
  if (given.token !== undefined && given.token !== "") return `${tokenScheme} ${given.token}`;
  if (given.username === undefined || given.username === "") return undefined;
  return `Basic ${Buffer.from(`${given.username}:${given.password ?? ""}`).toString("base64")}`;
}
