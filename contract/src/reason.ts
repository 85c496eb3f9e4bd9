import { z } from "zod";

/**
 * Why a check failed, could not run, or an object is in its state: a closed list, worded in `words/`.
 * Those under "could not measure" never count as an outage.
 */
export const reasons = [
  // the target did not answer, or answered wrongly
  "no_reply",
  "timeout",
  "refused",
  "unreachable",
  "dns_failure",
  "tls_failure",
  "http_status",
  "body_mismatch",
  "malformed_answer",
  "answer_mismatch",
  "certificate_expired",
  // video signalling
  "signalling_down",
  "sip_silent",
  "sip_error",
  "sip_proxy_error",
  "sip_not_registered",
  "sip_endpoint_unreachable",
  "h323_silent",
  "h323_gatekeeper_down",
  "https_down",
  "not_registered",
  "call_poor",
  // reached, but not well
  "packet_loss",
  "high_latency",
  "certificate_expiring",
  "certificate_untrusted",
  "credentials",
  "certificate_unknown",
  "snmp_no_answer",
  "nut_no_answer",
  "ups_unread",
  "on_battery",
  "battery_low",
  "on_bypass",
  "path_down",
  "path_mtu_low",
  "member_down",
  "one_way",
  "port_down",
  "high_jitter",
  "link_full",
  "too_hot",
  "too_cold",
  "too_humid",
  "charge_low",
  "runtime_low",
  "disk_full",
  "sensor_high",
  "sensor_low",
  // of what reports to us
  "report_late",
  "report_missing",
  "report_failed",
  // reached through what is down
  "upstream_down",
  // waits until it is needed
  "standby",
  // could not measure
  "no_permission",
  "tool_missing",
  "no_route",
  "no_gateway",
  "no_resolver",
  "no_snmp_agent",
  "no_port",
  "agent_silent",
  "agent_missing",
  "not_measured_yet",
  "never_answered",
  "not_watched",
  "skipped",
  "centre_away",
  "sip_unproven",
  "agent_fault",
  // of an agent itself
  "clock_skew",
] as const;
export const reasonSchema = z.enum(reasons);
export type Reason = z.infer<typeof reasonSchema>;
