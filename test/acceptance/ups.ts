import { readFileSync } from "node:fs";
import { createServer } from "node:net";

/** Run as a program: a UPS named `ups` as upsd serves it (RFC 9271), `ups.ts <address> <file with its status>`. */
const [address = "", file = ""] = process.argv.slice(2);

createServer((socket) => {
  socket.on("error", () => undefined);
  socket.on("data", (asked) => {
    if (!String(asked).startsWith("LIST VAR ups")) return void socket.write("OK Goodbye\n");
    const variables = { "ups.status": readFileSync(file, "utf8").trim(), "battery.charge": "97" };
    const lines = Object.entries(variables).map(([name, value]) => `VAR ups ${name} "${value}"`);
    socket.write(["BEGIN LIST VAR ups", ...lines, "END LIST VAR ups", ""].join("\n"));
  });
}).listen(3493, address, () => process.stdout.write("listening\n"));
