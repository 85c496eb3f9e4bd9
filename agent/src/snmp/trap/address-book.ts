import { isIP } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { bareAddress } from "../sockets.ts";
import { type UserKeys, userKeys } from "./user-keys.ts";

type SnmpCheck = CheckOf<"snmp">;

/** A device that may send traps: who it is, and what proves that it is. */
export type Sender = { check: SnmpCheck } & ({ community: Buffer } | { keys: UserKeys });

export type Resolve = (name: string, signal: AbortSignal) => Promise<{ ip: string } | { fault: string }>;

/** Who is behind an address, after the checks of this agent. */
export interface AddressBook {
  update(checks: readonly SnmpCheck[]): void;
  at(address: string): readonly Sender[];
  close(): void;
}

const resolveAgainMs = 600_000;

/** Devices configured by name are known once the name is resolved, which is done now and every ten minutes. */
export function openAddressBook(resolve: Resolve): AddressBook {
  const abort = new AbortController();
  let senders: readonly Sender[] = [];
  let byAddress = new Map<string, Sender[]>();
  let ipOf = new Map<string, string>();
  let round = 0;

  const index = (): void => {
    byAddress = new Map();
    for (const sender of senders) {
      const { address } = sender.check.settings;
      const ip = isIP(address) === 0 ? ipOf.get(address) : address;
      if (ip === undefined) continue;
      const bare = bareAddress(ip);
      byAddress.set(bare, [...(byAddress.get(bare) ?? []), sender]);
    }
  };

  const resolveNames = async (): Promise<void> => {
    round += 1;
    const mine = round;
    const names = new Set(
      senders.map(({ check }) => check.settings.address).filter((name) => isIP(name) === 0),
    );
    ipOf = new Map([...ipOf].filter(([name]) => names.has(name)));
    for (const name of names) {
      const found = await resolve(name, abort.signal);
      if (mine !== round || abort.signal.aborted) return;
      // a name that is not found just now keeps the address it had
      if ("ip" in found && ipOf.get(name) !== found.ip) {
        ipOf.set(name, found.ip);
        index();
      }
    }
  };
  const timer = setInterval(() => void resolveNames(), resolveAgainMs);

  return {
    update(checks) {
      const keysOf = new Map<string, UserKeys>();
      senders = checks.map((check) => senderOf(check, keysOf));
      index();
      void resolveNames();
    },
    at: (address) => byAddress.get(bareAddress(address)) ?? [],
    close() {
      clearInterval(timer);
      abort.abort();
    },
  };
}

/** Devices that share a user share its keys, which are costly to make. */
function senderOf(check: SnmpCheck, keysOf: Map<string, UserKeys>): Sender {
  const { settings } = check;
  if (settings.version !== "3") return { check, community: Buffer.from(settings.community) };
  const { user, auth, privacy } = settings;
  const same = JSON.stringify([user, auth, privacy]);
  const keys = keysOf.get(same) ?? userKeys(settings);
  keysOf.set(same, keys);
  return { check, keys };
}
