import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp } from "node:net";

/** Run as a program on a host of the lab: hosts of an office that need no daemon of their own, each on its address. */
const [folder = ""] = process.argv.slice(2);

const page = (title: string, status = 200) =>
  createHttp((_request, response) => {
    response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
    response.end(`<html><head><title>${title}</title></head></html>`);
  });

page("C\u1ed5ng d\u1ecbch v\u1ee5 c\u00f4ng \u202e&amp; m\u1ed9t\n\t c\u1eeda").listen(80, "10.77.0.31");
page("Who are you?", 401).listen(80, "10.77.0.33");

createHttps(
  { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/certificate.pem`) },
  (_request, response) => response.end("<title>May in</title>"),
).listen(443, "10.77.0.32");

// H.323 call signalling: whoever listens can be called
createTcp((socket) => socket.on("error", () => {}).resume()).listen(1720, "10.77.0.41");

// a name server that has 127.0.0.1 for every name
const names = createSocket("udp4");
names.on("message", (query, from) => {
  let end = 12;
  while (end < query.length && query[end] !== 0) end += (query[end] ?? 0) + 1;
  const head = Buffer.from(query.subarray(0, end + 5));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 6);
  head.writeUInt16BE(0, 10);
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  names.send(Buffer.concat([head, answer]), from.port, from.address);
});
names.bind(53, "10.77.0.42", () => process.stdout.write("ready\n"));
