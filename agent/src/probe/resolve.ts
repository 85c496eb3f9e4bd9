import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

const lookupMs = 5000;

/** The IP address of a target: itself, or what the system's resolver says. Bounded; the fault is the system's code. */
export async function resolveAddress(
  address: string,
  signal?: AbortSignal,
): Promise<{ ip: string } | { fault: string }> {
  if (isIP(address) !== 0) return { ip: address };
  let stop = () => {};
  // The system's resolver cannot be cancelled, only no longer waited for.
  const deadline = new Promise<{ fault: string }>((resolve) => {
    const give = () => resolve({ fault: "ETIMEOUT" });
    const timer = setTimeout(give, lookupMs);
    signal?.addEventListener("abort", give, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", give);
    };
  });
  const found = lookup(address).then(
    (answer) => ({ ip: answer.address }),
    (error: NodeJS.ErrnoException) => ({ fault: error.code ?? error.message }),
  );
  const first = await Promise.race([found, deadline]);
  stop();
  return first;
}
