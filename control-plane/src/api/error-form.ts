import { type ErrorCode, errorCodes, type HaidangError } from "@haidang/contract/error.ts";

/** Whose words a route's refusals have to be in beside ours, because its callers are others' programs. */
export type ErrorForm = "influxdb1" | "influxdb2" | "prometheus";

/**
 * A refusal in the form the callers of a route read. Where they take `error` for a text, what ours says of it stands
 * beside it.
 */
export function errorBody(error: HaidangError, form: ErrorForm | undefined): object {
  const ours = error.body();
  const { code, message, hint, details } = ours.error;
  const sentence = hint === undefined ? message : `${message} (${hint})`;
  const beside = {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  };
  switch (form) {
    case undefined:
      return ours;
    case "influxdb1":
      return { error: sentence, code, message, ...beside };
    case "influxdb2":
      return { code: influxdb2Code(error.code), message: sentence, ...ours };
    case "prometheus":
      return {
        status: "error",
        errorType: prometheusType(error.code),
        error: sentence,
        code,
        message,
        ...beside,
      };
  }
}

/** The words of InfluxDB's own API, by status. */
function influxdb2Code(code: ErrorCode): string {
  const words: Partial<Record<number, string>> = {
    400: "invalid",
    401: "unauthorized",
    403: "forbidden",
    404: "not found",
    413: "request too large",
    422: "unprocessable entity",
    429: "too many requests",
    503: "unavailable",
  };
  return words[errorCodes[code]] ?? "internal error";
}

function prometheusType(code: ErrorCode): string {
  const words: Partial<Record<number, string>> = { 400: "bad_data", 401: "unauthorized", 404: "not_found" };
  return words[errorCodes[code]] ?? (code === "store_unavailable" ? "unavailable" : "execution");
}
