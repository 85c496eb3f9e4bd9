export type { Vault } from "../config/vault.ts";
