import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { say } from "./words.mjs";

const aptTimeoutMs = 15 * 60_000;
const retryAfterMs = 60 * 60_000;
const policyFile = "/usr/sbin/policy-rc.d";
const policyMark = "# written by the setup of Haidang for the time of one installation";

/** What the tests use beyond npm: Debian package, a program of it, and the tests that are skipped without it. */
const testTools = [
  { name: "fping", program: "fping", tests: "echo requests, whole system" },
  { name: "iputils-ping", program: "ping", tests: "echo requests without fping" },
  { name: "snmpd", program: "snmpd", tests: "SNMP against a real agent" },
  { name: "snmp", program: "snmpget", tests: "SNMP against a real agent" },
  { name: "curl", program: "curl", tests: "InfluxDB's doors by hand" },
  { name: "influxdb", program: "influxd", tests: "series store on InfluxDB 1.x" },
  { name: "victoria-metrics", program: "victoria-metrics", tests: "series store on VictoriaMetrics" },
  { name: "prometheus", program: "promtool", tests: "PromQL beside a real Prometheus" },
  { name: "iproute2", program: "ip", tests: "outages in network namespaces" },
  { name: "iptables", program: "iptables", tests: "packet loss in network namespaces" },
  { name: "chromium", program: "chromium", tests: "the page in a browser" },
  { name: "snmpsim", program: "snmpsimd", tests: "SNMP profiles against recordings of real devices" },
  { name: "procps", program: "pgrep", tests: "processes killed with -9" },
  { name: "traceroute", program: "traceroute", tests: "paths of links" },
  { name: "openssl", program: "openssl", tests: "TLS failures" },
  { name: "sip-tester", program: "sipp", tests: "SIP against a real SIPp" },
  { name: "kamailio", program: "kamailio", tests: "SIP through a real registrar" },
  { name: "kamailio-tls-modules", program: "kamailio", tests: "SIP through a real registrar" },
  { name: "systemd", program: "systemd-analyze", tests: "the units of both packages" },
  { name: "adduser", program: "adduser", tests: "the package of the control plane" },
  { name: "strace", program: "strace", tests: "answers only after the disk has the data" },
  { name: "faketime", program: "faketime", tests: "clocks that jump" },
  { name: "nut-server", program: "upsd", tests: "a UPS through NUT" },
  { name: "tshark", program: "tshark", tests: "packets of the video probes read by Wireshark" },
  {
    name: "prometheus-alertmanager",
    program: "prometheus-alertmanager",
    tests: "alerts in a real Alertmanager",
  },
  { name: "python3-aiosmtpd", program: "aiosmtpd", tests: "mail through a real server" },
  { name: "rsyslog", program: "rsyslogd", tests: "syslog to a real receiver" },
  { name: "zsh", program: "zsh", tests: "completion in a real shell" },
  { name: "fish", program: "fish", tests: "completion in a real shell" },
  { name: "socat", program: "socat", tests: "a GSM modem on a serial line" },
];

/** @param {string} program */
function isPresent(program) {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return folders.some((folder) => folder !== "" && existsSync(join(folder, program)));
}

function mayInstall() {
  return process.getuid?.() === 0 && isPresent("apt-get");
}

/** @param {string[]} names */
function commandFor(names) {
  if (process.platform === "darwin") return `brew install ${names.join(" ")}`;
  return `sudo apt-get install ${names.join(" ")}`;
}

/**
 * fping, when that is possible without asking anyone. The agent manages without.
 * @param {string} root
 */
export function ensureFping(root) {
  if (isPresent("fping")) return;
  const failed = join(root, ".setup", "fping-failed");
  const isFresh = existsSync(failed) && Date.now() - Number(readFileSync(failed, "utf8")) < retryAfterMs;
  // a machine without network would otherwise wait for apt at every start
  if (mayInstall() && !isFresh) {
    install(["fping"]);
    if (isPresent("fping")) return;
    mkdirSync(join(root, ".setup"), { recursive: true });
    writeFileSync(failed, String(Date.now()));
  }
  say("fpingByHand", { command: commandFor(["fping"]) });
}

/**
 * Installs what the tests need where that is possible, and says what is missing otherwise.
 * @returns {string[]} names of what is missing
 */
export function ensureTestTools() {
  const absent = () => testTools.filter((tool) => !isPresent(tool.program));
  if (absent().length > 0 && mayInstall()) install(absent().map((tool) => tool.name));
  const missing = absent();
  for (const { name, tests } of missing) say("toolMissing", { name, tests });
  const names = missing.map((tool) => tool.name);
  if (names.length > 0) say("toolsByHand", { command: commandFor(names) });
  return names;
}

/** @param {string[]} names */
function install(names) {
  say("aptInstalling", { names: names.join(" ") });
  withoutStartingServices(() => {
    if (apt(["install", ...names]).ok) return;
    apt(["update"]);
    if (apt(["install", ...names]).ok) return;
    // one name this release does not have must not cost the others
    for (const name of names) {
      const { ok, output } = apt(["install", name]);
      if (!ok) say("aptFailed", { names: name, detail: reasonIn(output) });
    }
  });
}

/** @param {string[]} args */
function apt(args) {
  const options = [
    "-o",
    "DPkg::Lock::Timeout=60",
    "-o",
    "Acquire::http::Timeout=20",
    "-o",
    "Acquire::Retries=1",
  ];
  const done = spawnSync("apt-get", ["-y", "-q", "--no-install-recommends", ...options, ...args], {
    encoding: "utf8",
    timeout: aptTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  const output = `${done.stdout ?? ""}\n${done.stderr ?? ""}\n${done.error?.message ?? ""}`;
  return { ok: done.status === 0, output };
}

/** @param {string} output */
function reasonIn(output) {
  return /^E: (.+)$/m.exec(output)?.[1] ?? "apt-get";
}

/**
 * Debian starts a daemon as soon as it is installed; the tests start their own on ports of their own, and the machine
 * is to stay as it was. A policy the administrator wrote is left alone.
 * @param {() => void} action
 */
function withoutStartingServices(action) {
  const isOurs = existsSync(policyFile) && readFileSync(policyFile, "utf8").includes(policyMark);
  if (existsSync(policyFile) && !isOurs) {
    action();
    return;
  }
  // forbids only while this process lives, so that one killed half-way leaves nothing in force
  const script = `#!/bin/sh\n${policyMark}\n[ -d /proc/${process.pid} ] && exit 101\nexit 0\n`;
  writeFileSync(policyFile, script, { mode: 0o755 });
  let interrupted = false;
  const onSignal = () => {
    interrupted = true;
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    action();
  } finally {
    rmSync(policyFile, { force: true });
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  if (interrupted) process.exit(130);
}
