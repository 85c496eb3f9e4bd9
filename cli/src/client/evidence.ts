import type { EvidenceRequest } from "@haidang/contract/evidence.ts";
import { download, type Server } from "./http.ts";

/** Packing a month of a carrier reads every result around its outages. */
const deadlineMs = 120_000;

export function makeEvidence(server: Server, request: EvidenceRequest) {
  return download(server, "evidence", { method: "POST", body: request, deadlineMs });
}
