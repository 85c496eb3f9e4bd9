export type { Vault } from "@haidang/contract/vault.ts";
