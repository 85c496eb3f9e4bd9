import {
  type AgentDetail,
  type AgentRow,
  agentDetailSchema,
  agentRowSchema,
  type Invite,
  type InviteRequest,
  inviteSchema,
} from "@haidang/contract/agent-api.ts";
import type { Envelope } from "@haidang/contract/api.ts";
import { z } from "zod";
import { actOn, findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listAgents(server: Server): Promise<Envelope<AgentRow[]>> {
  return ask(server, "agents", z.array(agentRowSchema));
}

const names = async (server: Server) =>
  (await listAgents(server)).data.map(({ id, hostName }) => ({ id, name: hostName }));

/** By id or the name of its machine, or by the start of either. */
export function showAgent(server: Server, name: string): Promise<Envelope<AgentDetail>> {
  return findObject(server, name, {
    kind: "agent",
    list: () => names(server),
    show: (id) => ask(server, `agents/${encodeURIComponent(id)}`, agentDetailSchema),
  });
}

/** By id. */
export function changeAgent(
  server: Server,
  id: string,
  verb: "approve" | "revoke" | "rotate",
): Promise<Envelope<AgentDetail>> {
  return actOn(server, id, {
    kind: "agent",
    list: () => names(server),
    act: (one) =>
      ask(server, `agents/${encodeURIComponent(one)}/${verb}`, agentDetailSchema, { method: "POST" }),
  });
}

export function inviteAgent(server: Server, invite: InviteRequest): Promise<Envelope<Invite>> {
  return ask(server, "agents/invites", inviteSchema, { method: "POST", body: invite });
}
