import { type Envelope, type Status, statusSchema } from "@haidang/contract/api.ts";
import { ask, type Server } from "./http.ts";

export function readStatus(server: Server): Promise<Envelope<Status>> {
  return ask(server, "status", statusSchema);
}
