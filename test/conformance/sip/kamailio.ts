import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, listening } from "./sipp.ts";

export interface Registrar {
  port: number;
  tlsPort: number;
  /** Speaks TLS 1.0 and nothing newer. */
  oldTlsPort: number;
  stop: () => Promise<void>;
}

/**
 * A registrar and proxy: who is registered is asked (given up after 1 s), who is not is 404; `away` is always 480,
 * `guarded` 401, and the proxy itself, asked without a user, 200.
 */
const routes = `
request_route {
  if (is_method("REGISTER")) { save("location"); exit; }
  if ($rU == $null) { sl_send_reply("200", "Keepalive"); exit; }
  if ($rU == "away") { sl_send_reply("480", "Temporarily Unavailable"); exit; }
  if ($rU == "guarded") { sl_send_reply("401", "Unauthorized"); exit; }
  if ($rU == "broken") { append_to_reply("Retry-After: 90\\r\\n"); sl_send_reply("503", "Service Unavailable"); exit; }
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  t_relay();
}
`;

export async function startKamailio(
  folder: string,
  tls: { key: string; certificate: string },
): Promise<Registrar> {
  const port = await freePort();
  const tlsPort = await freePort();
  const oldTlsPort = await freePort();
  const tlsFile = join(folder, "tls.cfg");
  const domain = (port: number, method: string) =>
    `[server:127.0.0.1:${port}]\nmethod = ${method}\nprivate_key = ${tls.key}\ncertificate = ${tls.certificate}\n`;
  const ciphers = "cipher_list = DEFAULT:@SECLEVEL=0\n";
  await writeFile(
    tlsFile,
    `${domain(tlsPort, "TLSv1.2+")}${domain(oldTlsPort, "TLSv1")}${ciphers}[server:default]\nmethod = TLSv1.2+\nprivate_key = ${tls.key}\ncertificate = ${tls.certificate}\n`,
  );
  const config = [
    "debug=-1",
    "log_stderror=yes",
    "children=1",
    "tcp_children=1",
    "enable_tls=yes",
    "auto_aliases=no",
    `listen=udp:127.0.0.1:${port}`,
    `listen=tcp:127.0.0.1:${port}`,
    `listen=tls:127.0.0.1:${tlsPort}`,
    `listen=tls:127.0.0.1:${oldTlsPort}`,
    ...["tm", "sl", "pv", "rr", "usrloc", "registrar", "siputils", "textops", "tls"].map(
      (name) => `loadmodule "${name}.so"`,
    ),
    'modparam("tm", "fr_timer", 1000)',
    'modparam("usrloc", "db_mode", 0)',
    `modparam("tls", "config", "${tlsFile}")`,
    routes,
  ].join("\n");
  const file = join(folder, "kamailio.cfg");
  await writeFile(file, config);
  const child = spawn(
    "kamailio",
    ["-DD", "-E", "-f", file, "-w", folder, "-Y", folder, "-m", "64", "-M", "4"],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-4000);
  });
  const died = once(child, "exit").then(() => Promise.reject(new Error(`kamailio ended: ${said}`)));
  await Promise.race([
    died,
    Promise.all([
      listening("udp", port),
      listening("tcp", port),
      listening("tcp", tlsPort),
      listening("tcp", oldTlsPort),
    ]),
  ]);
  died.catch(() => {});
  return {
    port,
    tlsPort,
    oldTlsPort,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}
