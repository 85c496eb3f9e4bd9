import { HaidangError } from "@haidang/contract/error.ts";
import {
  heartbeatAddressSchema,
  type ReportQuery,
  reportAnswerSchema,
  reportMessageLength,
  reportQuerySchema,
} from "@haidang/contract/heartbeat-api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { createAttempts } from "../auth/attempts.ts";
import type { Report } from "../fleet/await-report.ts";
import { sees } from "../inventory/sight.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** What reports to us, and where. Lists and details are with all objects. */
export function heartbeatRoutes(app: Services): Route[] {
  // of their own: a job with an old address must not keep people from signing in
  const attempts = createAttempts();

  async function take(
    { params, query, request, reply, address, nowMs }: Call<ReportQuery, unknown>,
    token: string,
  ) {
    const { id = "" } = params;
    reply.header("cache-control", "no-store");
    const body = request.body instanceof Buffer ? request.body.subarray(0, mostRead).toString("utf8") : "";
    const answer = await app.heartbeats.report({ id, token }, reportOf(query, body), nowMs);
    if (answer !== undefined) return answer;
    attempts.wrong(address, nowMs);
    throw new HaidangError("not_found", "there is no heartbeat of this name and token", {
      hint: "haidang heartbeat address <id> shows where it reports to",
    });
  }

  return [
    ...(["GET", "POST"] as const).map((method) =>
      route({
        method,
        url: "/api/v1/heartbeats/:id/:secret",
        summary: "A report of a heartbeat: ok, or what status or exit says. The token is the proof.",
        access: "anyone",
        reads: true,
        anyBody: true,
        query: reportQuerySchema,
        response: reportAnswerSchema,
        handle: (call) => take(call, call.params["secret"] ?? ""),
      }),
    ),
    route({
      method: "POST",
      url: "/api/v1/heartbeats/:id",
      summary: "The same with the token in the header haidang-token, where addresses are written down.",
      access: "anyone",
      reads: true,
      anyBody: true,
      query: reportQuerySchema,
      response: reportAnswerSchema,
      handle(call) {
        const token = call.request.headers["haidang-token"];
        return take(call, typeof token === "string" ? token : "");
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/heartbeats/:id/address",
      summary: "Where a heartbeat reports to, with its token.",
      access: "operator",
      response: heartbeatAddressSchema,
      handle({ params, sight, actor, nowMs }) {
        const { id = "" } = params;
        const shown = app.heartbeats.address(sees(app.world(), sight, `heartbeat/${id}`) ? id : "");
        app.records.audit.append({ atMs: nowMs, actor, action: "heartbeat.address", object: id, detail: "" });
        const url = app.publicUrl();
        return { ...shown, ...(url === undefined ? {} : { url }) };
      },
    }),
  ];
}

/** More of a message is not looked at, bytes. */
const mostRead = 4 * reportMessageLength;

function reportOf({ status, exit, message, durationS }: ReportQuery, body: string): Report {
  const told = status ?? (exit === undefined || exit === 0 ? "ok" : "fail");
  if (told === "start") return { status: told };
  const words = message ?? (body === "" && exit !== undefined && exit !== 0 ? `exit ${exit}` : body);
  return {
    status: told,
    message: deviceText(words, reportMessageLength).trim(),
    durationMs: durationS === undefined ? undefined : durationS * 1000,
  };
}
