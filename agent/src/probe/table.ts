import type { ProbeName } from "@haidang/contract/check.ts";
import { hostProbe } from "./host/host-probe.ts";
import { httpProbe } from "./http/http-probe.ts";
import { icmpProbe } from "./icmp/icmp-probe.ts";
import type { Probe } from "./probe.ts";
import { snmpProbe } from "./snmp/snmp-probe.ts";

/** Every probe there is. `icmp` here is the one-shot; the running agent watches with `watchIcmp`. */
export const probes: { readonly [P in ProbeName]: Probe<P> } = {
  icmp: icmpProbe,
  snmp: (check) => snmpProbe(check),
  host: (check) => hostProbe(check),
  http: httpProbe,
};
