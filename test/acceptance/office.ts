import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./haidang.ts";
import type { Lab } from "./lab.ts";

/** What a hostile device calls itself: colours, a text-direction mark, YAML and a shell's words. */
const hostileName = 'evil\u001b[31m"] \u202e# - { id: $(reboot) }: &a *a';

/** Real SNMP agents of the office, by the last octet of their address. */
const snmpAgents: ReadonlyArray<readonly [octet: number, lines: readonly string[]]> = [
  [11, ["rocommunity public", "sysName C\u00e1i Chi\u00ean SW 1", "sysLocation UBND"]],
  [12, ["rocommunity bi-mat", `sysName ${hostileName}`]],
  [
    13,
    [
      'createUser giam-sat SHA-256 "khoa-ky-rieng" AES "khoa-ma-rieng"',
      "rouser giam-sat priv",
      "sysName ups-phong-may",
    ],
  ],
  // version 1 alone
  [
    14,
    [
      "com2sec old default bi-mat",
      "group oldGroup v1 old",
      "view all included .1",
      'access oldGroup "" v1 noauth exact all none none',
      "sysName may-in-cu",
    ],
  ],
];

/** Addresses that answer something, besides the gateway: 10.77.0.254. */
export const officeOctets = [11, 12, 13, 14, 21, 31, 32, 33, 41, 42, 51, 52] as const;

/** Opens an office of twelve hosts at the lab's site, and waits until all of them listen. */
export async function openOffice(lab: Lab, folder: string): Promise<void> {
  for (const octet of officeOctets) {
    await lab.exec("site", "ip", "address", "add", `10.77.0.${octet}/24`, "dev", "cable");
  }
  // a circuit that begins here
  await lab.exec("site", "ip", "link", "add", "wan0", "type", "veth", "peer", "name", "wan1");
  await lab.exec("site", "ip", "address", "add", "172.16.9.2/30", "dev", "wan0");
  for (const name of ["wan0", "wan1"]) await lab.exec("site", "ip", "link", "set", name, "up");
  // one host answers ARP and nothing else
  await lab.exec("site", "iptables", "-A", "INPUT", "-d", "10.77.0.52", "-j", "DROP");
  for (const [octet, lines] of snmpAgents) startSnmpd(lab, { folder, octet, lines });
  startSipp(lab, folder);
  await startHosts(lab, folder);
  await until("all of the office listens", async () => isListening(lab), 20_000);
}

function startSnmpd(
  lab: Lab,
  { folder, octet, lines }: { folder: string; octet: number; lines: readonly string[] },
) {
  const own = join(folder, `snmpd-${octet}`);
  mkdirSync(own);
  const config = join(own, "snmpd.conf");
  writeFileSync(config, [`agentAddress udp:10.77.0.${octet}:161`, ...lines, ""].join("\n"));
  lab.start("site", "snmpd", ["-f", "-Lo", "-C", "-c", config, "-p", join(own, "pid")], {
    env: { SNMP_PERSISTENT_DIR: own, MIBS: "" },
  });
}

function startSipp(lab: Lab, folder: string) {
  const lines = ["[last_Via:]", "[last_From:]", "[last_To:];tag=1", "[last_Call-ID:]", "[last_CSeq:]"];
  const answer = ["SIP/2.0 486 Busy Here", ...lines, "Content-Length: 0"].join("\n");
  const file = join(folder, "point.xml");
  const steps = `<recv request="OPTIONS"/><send><![CDATA[\n${answer}\n\n]]></send>`;
  writeFileSync(file, `<?xml version="1.0"?>\n<scenario name="point">\n${steps}\n</scenario>\n`);
  const words = ["-sf", file, "-i", "10.77.0.21", "-p", "5060", "-t", "u1", "-nostdin"];
  lab.start("site", "sipp", words).stdout?.resume();
}

async function startHosts(lab: Lab, folder: string): Promise<void> {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", "/CN=may-in.co-to.vn", "-days", "30", "-keyout", key, "-out", certificate];
  execFileSync("openssl", [...request, ...subject], { stdio: "ignore" });
  const script = fileURLToPath(new URL("./office-hosts.ts", import.meta.url));
  const child = lab.start("site", process.execPath, [script, folder]);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the hosts of the office ended with ${code}`)));
  });
}

async function isListening(lab: Lab): Promise<boolean> {
  const sockets = await lab.exec("site", "cat", "/proc/net/udp");
  const ports = [...snmpAgents.map(([octet]) => [octet, 161]), [21, 5060]] as const;
  return ports.every(([octet = 0, port = 0]) => {
    const hex = (number: number, digits: number) => number.toString(16).toUpperCase().padStart(digits, "0");
    return sockets.includes(`${hex(octet, 2)}004D0A:${hex(port, 4)}`);
  });
}
