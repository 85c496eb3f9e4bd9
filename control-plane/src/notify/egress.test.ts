import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { connectAllowed, readEgressRules, resolveAllowed } from "./egress.ts";

const none = readEgressRules(undefined);

test.each([
  ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
  ...["169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1"],
  ...["::1", "::", "fd00::1", "fe80::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::7f00:1"],
  ...["64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "[::1]"],
  // other spellings of loopback that resolvers understand
  ...["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "localhost", "LOCALHOST", "localhost."],
])("%s is refused, with what to add", async (host) => {
  await expect(resolveAllowed(host, none)).rejects.toThrow(
    /an? inner address: add \S+(?: or \S+)? to HAIDANG_EGRESS_ALLOW and start again/,
  );
});

test.each([
  "8.8.8.8",
  "203.162.4.190",
  "172.32.0.1",
  "100.128.0.1",
  "2001:4860:4860::8888",
  "::ffff:8.8.8.8",
])("%s needs no leave", async (host) => {
  expect(await resolveAllowed(host, none)).toHaveLength(1);
});

test("names, addresses and networks are allowed each for themselves", async () => {
  const rules = readEgressRules(" localhost, 10.20.30.40 ,fd00:1::/32,192.168.7.0/24");
  expect(await resolveAllowed("LocalHost", rules)).toContainEqual({ address: "127.0.0.1", family: 4 });
  expect(await resolveAllowed("10.20.30.40", rules)).toEqual([{ address: "10.20.30.40", family: 4 }]);
  expect(await resolveAllowed("192.168.7.9", rules)).toHaveLength(1);
  expect(await resolveAllowed("fd00:1::9", rules)).toHaveLength(1);
  for (const other of ["127.0.0.1", "10.20.30.41", "192.168.8.1", "fd01::1"]) {
    await expect(resolveAllowed(other, rules), other).rejects.toThrow("inner address");
  }
});

test("every fault of the setting is named at once", () => {
  expect(() => readEgressRules("sms.tinh.gov.vn,10.0.0.0/33,2130706433,a b,0x7f.1,*")).toThrow(
    "HAIDANG_EGRESS_ALLOW cannot be read: 10.0.0.0/33, 2130706433, a b, 0x7f.1, *",
  );
});

test("connects to the address that was checked, and not when it was stopped", async () => {
  const server = createServer((socket) => socket.on("error", () => socket.destroy()).end("hello"));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const rules = readEgressRules("127.0.0.0/8");
  const socket = await connectAllowed({ host: "localhost", port }, rules, new AbortController().signal);
  expect(socket.remoteAddress).toBe("127.0.0.1");
  socket.destroy();
  const stopped = connectAllowed({ host: "localhost", port }, rules, AbortSignal.abort());
  await expect(stopped).rejects.toThrow("abort");
});
