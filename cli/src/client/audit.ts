import type { Envelope } from "@haidang/contract/api.ts";
import {
  type AuditRow,
  type AuditVerdict,
  auditEntrySchema,
  auditVerdictSchema,
} from "@haidang/contract/audit.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

export interface AuditFilter {
  sinceMs: number | undefined;
  actor: string | undefined;
  object: string | undefined;
  action: string | undefined;
  limit: number | undefined;
}

export function listAudit(
  server: Server,
  { sinceMs, actor, object, action, limit }: AuditFilter,
): Promise<Envelope<AuditRow[]>> {
  const query = { since: sinceMs, actor, object, action, limit };
  return ask(server, "audit", z.array(auditEntrySchema), { query });
}

export function verifyAudit(server: Server, head: string | undefined): Promise<Envelope<AuditVerdict>> {
  return ask(server, "audit/verify", auditVerdictSchema, { query: { head } });
}
