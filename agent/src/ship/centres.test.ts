import { afterEach, expect, test } from "vitest";
import { type Centres, connectCentres } from "./centres.ts";
import { type ScriptedCentre, startScriptedCentre } from "./scripted-centre.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function twoAddresses() {
  const heard: string[] = [];
  const answering = (centre: ScriptedCentre, name: string) => {
    centre.onRequest = (request, response) => {
      heard.push(`${name} ${request.headers.authorization ?? "-"}`);
      response.end("{}");
    };
    opened.push(centre);
    return centre;
  };
  const first = answering(await startScriptedCentre(), "first");
  const second = answering(await startScriptedCentre(), "second");
  const clock = { nowMs: 0 };
  const moves: string[] = [];
  const centres = connectCentres([first.url, second.url], {
    now: () => clock.nowMs,
    moved: (url) => moves.push(url),
  });
  opened.push(centres);
  return { first, second, centres, heard, clock, moves, answering };
}
const ask = (centres: Centres) => centres.request({ method: "GET", path: "/x", timeoutMs: 5_000 });

test("an address that does not answer is left for the next, kept to, and tried again after a while", async () => {
  const { first, second, centres, heard, clock, moves, answering } = await twoAddresses();
  centres.useToken("t");
  await ask(centres);
  const port = Number(new URL(first.url).port);
  await first.close();
  await ask(centres);
  await ask(centres);
  expect(heard).toEqual(["first Bearer t", "second Bearer t", "second Bearer t"]);
  expect(centres.url).toBe(second.url);
  answering(await startScriptedCentre(port), "first");
  clock.nowMs += 9 * 60_000;
  await ask(centres);
  clock.nowMs += 60_000;
  await ask(centres);
  expect(heard.slice(3)).toEqual(["second Bearer t", "first Bearer t"]);
  expect(moves).toEqual([second.url, first.url]);
});

test("with none that answers, what is said is of the one in use", async () => {
  const { first, second, centres } = await twoAddresses();
  await first.close();
  await second.close();
  await expect(ask(centres)).rejects.toThrow(first.url);
  expect(centres.url).toBe(first.url);
});

test("an answer is an answer, whatever it says: a refusal is not asked again elsewhere", async () => {
  const { first, centres, heard } = await twoAddresses();
  first.onRequest = (_, response) => {
    response.statusCode = 401;
    response.end();
  };
  expect((await ask(centres)).status).toBe(401);
  expect(heard).toEqual([]);
});

test("told of other addresses, it uses those from then on with the same credential", async () => {
  const { first, second, centres, heard } = await twoAddresses();
  centres.useToken("t");
  centres.reachAt([second.url, first.url]);
  expect(centres.url).toBe(first.url);
  centres.reachAt([second.url]);
  await ask(centres);
  expect(heard).toEqual(["second Bearer t"]);
  expect(() => centres.reachAt([])).toThrow("HAIDANG_URL is not set");
});
