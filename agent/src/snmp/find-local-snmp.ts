import type { Finding } from "@haidang/contract/agent-protocol.ts";
import { openSnmpSession, SnmpFault } from "./session.ts";

const sysUpTime = "1.3.6.1.2.1.1.3.0";

/** Does an SNMP agent answer on this machine, version 2c with the community public? `port` is for tests. */
export async function findLocalSnmp(signal: AbortSignal, port = 161): Promise<Finding> {
  const session = openSnmpSession({
    ip: "127.0.0.1",
    port,
    version: "2c",
    community: "public",
    timeoutMs: 500,
    retries: 1,
  });
  const close = () => session.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    await session.get([sysUpTime]);
    return { address: "127.0.0.1" };
  } catch (error) {
    if (!(error instanceof SnmpFault)) throw error;
    return { missing: "no_snmp_agent", detail: `127.0.0.1 port ${port}, version 2c: ${error.message}` };
  } finally {
    signal.removeEventListener("abort", close);
    session.close();
  }
}
