import { type AgentRow, agentRowSchema, type Envelope } from "@haidang/contract/api.ts";
import { z } from "zod";
import { ask, type Server } from "./http.ts";

export function listAgents(server: Server): Promise<Envelope<AgentRow[]>> {
  return ask(server, "agents", z.array(agentRowSchema));
}
