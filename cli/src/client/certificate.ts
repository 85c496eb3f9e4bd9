import type { Envelope } from "@haidang/contract/api.ts";
import { type Certificate, certificateSchema, type RotateRequest } from "@haidang/contract/pin.ts";
import { ask, type Server } from "./http.ts";

export function showCertificate(server: Server): Promise<Envelope<Certificate>> {
  return ask(server, "certificate", certificateSchema);
}

export function rotateCertificate(server: Server, body: RotateRequest): Promise<Envelope<Certificate>> {
  return ask(server, "certificate/rotate", certificateSchema, { method: "POST", body });
}
