import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { province } from "../../scripted/province.ts";
import { parseEvent, readStream } from "./stream.ts";

test("events are read over cuts in the middle of a letter, resumed by their id, and ended by a signal", async () => {
  const object = province.status.objects.find(({ id }) => id === "co-to-1");
  const text = `id: r-7\nevent: object\ndata: ${JSON.stringify(object)}\n\nevent: newer\ndata: {}\n\n`;
  const bytes = Buffer.from(text);
  let asked: string | string[] | undefined;
  const server = createServer((request, response) => {
    asked = request.headers["last-event-id"];
    response.writeHead(200, { "content-type": "text/event-stream" });
    const middle = bytes.indexOf("ô") + 1;
    response.write(bytes.subarray(0, middle), () => response.end(bytes.subarray(middle)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const place = { url: `http://127.0.0.1:${port}`, key: "k".repeat(43) };
  const heard = [];
  const signal = new AbortController().signal;
  for await (const one of readStream({ place, language: "en" }, { lastId: "r-6", signal })) heard.push(one);
  server.close();
  expect(asked).toBe("r-6");
  expect(heard).toEqual([
    { id: "r-7", event: { name: "object", data: expect.objectContaining({ name: "Cô Tô 1" }) } },
  ]);
});

test("what is no event is passed over", () => {
  expect(parseEvent(": comment")).toBeUndefined();
  expect(parseEvent("event: tick\ndata: {")).toBeUndefined();
  expect(parseEvent('event: tick\ndata: {"nowMs":5}')).toEqual({
    id: undefined,
    event: { name: "tick", data: { nowMs: 5 } },
  });
});
