/** Words of what is judged and told: severities, alerts, incidents, mutes, causes. */
export const judgingEn = {
  "kind.agent": "agent",
  "kind.system": "system",
  "system.store": "store of measurements",
  "system.disk": "disk of the data folder",
  "system.clock": "clock of an agent",
  "system.spool": "measurements lost by an agent",
  "system.channel": "notification channel that does not deliver",

  "severity.critical": "critical",
  "severity.major": "major",
  "severity.minor": "minor",
  "severity.warning": "warning",
  "severity.info": "info",

  "alert.outage": "outage",
  "alert.degraded": "degraded",
  "alert.flapping": "flapping",
  "alert.agent_silent": "agent silent",
  "alert.system": "our own side",

  "incident.open": "open",
  "incident.acknowledged": "acknowledged",
  "incident.resolved": "resolved",

  "mute.silence": "silenced",
  "mute.maintenance": "planned maintenance",
  "mute.inhibition": "explained by another cause",

  "cause.link_cut": "link cut",
  "cause.power_lost": "site power lost",
  "cause.agent_stopped": "agent stopped",
  "cause.upstream": "upstream",
  "cause.equipment_fault": "equipment fault",
  "cause.our_side": "our own side",
  "cause.planned": "planned",
  "cause.not_known": "not enough evidence",

  "responsibility.carrier": "carrier",
  "responsibility.power": "power",
  "responsibility.equipment": "equipment",
  "responsibility.ours": "ours",
  "responsibility.unknown": "unknown",
} as const;
