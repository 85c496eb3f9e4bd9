import type { CheckOf } from "@haidang/contract/check.ts";
import { openAddressBook, type Resolve } from "./address-book.ts";
import { listenForTraps, type TrapPlace } from "./listener.ts";
import { createTrapReceiver, type TrapReceiverOptions } from "./receiver.ts";

export interface Traps {
  readonly port: number;
  /** All SNMP checks of this agent, whenever they change. */
  watch(checks: readonly CheckOf<"snmp">[]): void;
  close(): Promise<void>;
}

export type TrapOptions = Omit<TrapReceiverOptions, "book"> & { place: TrapPlace; resolve: Resolve };

/** Receives traps and informs. Rejects with a HaidangError when the port cannot be opened. */
export async function startTraps({ place, resolve, ...options }: TrapOptions): Promise<Traps> {
  const book = openAddressBook(resolve);
  try {
    const listener = await listenForTraps(place, createTrapReceiver({ ...options, book }));
    return {
      port: listener.port,
      watch: (checks) => book.update(checks),
      async close() {
        book.close();
        await listener.close();
      },
    };
  } catch (error) {
    book.close();
    throw error;
  }
}
