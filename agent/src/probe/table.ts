import { dnsProbe } from "./dns/dns-probe.ts";
import { h323Probe } from "./h323/h323-probe.ts";
import { hostProbe } from "./host/host-probe.ts";
import { httpProbe } from "./http/http-probe.ts";
import { icmpFarProbe, icmpProbe } from "./icmp/icmp-probe.ts";
import { nutProbe } from "./nut/nut-probe.ts";
import { pathProbe } from "./path/path-probe.ts";
import { portProbe } from "./port/port-probe.ts";
import type { ProbeTable } from "./probe.ts";
import { sipProbe } from "./sip/sip-probe.ts";
import { snmpProbe } from "./snmp/snmp-probe.ts";
import { stampProbe } from "./stamp/stamp-probe.ts";
import { tcpProbe } from "./tcp/tcp-probe.ts";
import { tlsProbe } from "./tls/tls-probe.ts";
import { videoApiProbe } from "./video-api/video-api-probe.ts";

/** Every probe there is. `icmp` and `stamp` here are one-shots; the running agent watches with `watchIcmp` and `watchStamp`. */
export const probes: ProbeTable = {
  icmp: icmpProbe,
  snmp: (check) => snmpProbe(check),
  host: (check) => hostProbe(check),
  http: httpProbe,
  dns: dnsProbe,
  tcp: tcpProbe,
  tls: tlsProbe,
  stamp: stampProbe,
  sip: sipProbe,
  h323: (check) => h323Probe(check),
  path: (check) => pathProbe(check),
  "video-api": videoApiProbe,
  nut: nutProbe,
  "icmp-far": icmpFarProbe,
  port: (check) => portProbe(check),
  "port-near": (check) => portProbe(check),
};
