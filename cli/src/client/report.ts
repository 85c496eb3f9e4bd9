import type { Envelope } from "@haidang/contract/api.ts";
import {
  type Report,
  type ReportList,
  type ReportRequest,
  reportListSchema,
  reportSchema,
} from "@haidang/contract/report.ts";
import { ask, download, type Server } from "./http.ts";

/** `1001` is `BC-1001`, as people write it. */
function pathOf(number: string): string {
  const digits = /^(?:bc-?)?(\d+)$/i.exec(number.trim())?.[1];
  return `reports/${encodeURIComponent(digits === undefined ? number : `BC-${digits}`)}`;
}

export function makeReport(server: Server, request: ReportRequest): Promise<Envelope<Report>> {
  return ask(server, "reports", reportSchema, { method: "POST", body: request });
}

export function listReports(server: Server, limit: number): Promise<Envelope<ReportList>> {
  return ask(server, "reports", reportListSchema, { query: { limit } });
}

export function showReport(server: Server, number: string): Promise<Envelope<Report>> {
  return ask(server, pathOf(number), reportSchema, { query: { again: "true" } });
}

export function reportFile(server: Server, number: string, format: string) {
  return download(server, pathOf(number), { query: { format, language: server.language } });
}
