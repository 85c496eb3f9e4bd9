import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLineReader } from "@haidang/contract/line-batch.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyWorld } from "../inventory/world.ts";
import { openAssignments } from "../state/assignments.ts";
import { createEngine } from "../state/engine.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { RecordStore } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import { createIngest, type IncomingBatch, type Ingest } from "./ingest.ts";

const nowMs = Date.parse("2026-11-23T01:00:00Z");
const boot = "0123456789abcdef";
const agents = Array.from({ length: 20 }, (_, at) => `xa-${at}`);
const reader = createLineReader();

let folder: string;
let series: SeriesStore;
let records: RecordStore;
let commits: number;
/** An agent whose batches the records cannot keep. */
let unkept: string | undefined;
let ingest: Ingest;

function batch(agent: string, sequence: number, value = "1i"): IncomingBatch {
  const text = `numbered,agent=${agent} number=${value} ${nowMs + sequence}`;
  const lines = reader.read(text, { precision: "ms", nowMs });
  return { agent, id: { boot, sequence }, oldest: undefined, lines, points: [], results: [] };
}

const storedOf = async (agent: string) => {
  const range = { fromMs: nowMs, toMs: nowMs + 1000 };
  const found = await series.range({ measurement: "numbered", fields: ["number"], tags: { agent } }, range);
  return found.flatMap(({ samples }) => samples.map(({ timeMs }) => timeMs - nowMs));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-ingest-"));
  series = openEmbeddedSeriesStore(join(folder, "series"));
  const opened = openEmbeddedRecordStore(join(folder, "records.db"));
  commits = 0;
  unkept = undefined;
  records = {
    ...opened,
    transaction(work) {
      commits += 1;
      return opened.transaction(work);
    },
    batches: {
      ...opened.batches,
      add(agent, id, seenMs) {
        if (agent === unkept) throw new Error("no room");
        opened.batches.add(agent, id, seenMs);
      },
    },
  };
  const engine = createEngine(records, openAssignments(records));
  ingest = createIngest({ series, records, engine, world: () => emptyWorld, now: () => nowMs });
});
afterEach(async () => {
  await series.close();
  records.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("batches of many agents at once", () => {
  it("share the commit in the records, and all are stored and remembered", async () => {
    await Promise.all(agents.map((agent) => ingest.accept(batch(agent, 1))));
    expect(commits).toBe(1);
    for (const agent of agents) {
      expect(records.batches.has(agent, { boot, sequence: 1 }), agent).toBe(true);
      expect(await storedOf(agent), agent).toEqual([1]);
    }
  });

  it("of one agent are taken in their order", async () => {
    const order: number[] = [];
    const sent = [1, 2, 3].map((sequence) =>
      ingest.accept(batch("xa-0", sequence)).then(() => order.push(sequence)),
    );
    await Promise.all(sent);
    expect(order).toEqual([1, 2, 3]);
    expect(commits).toBe(3);
  });

  it("are stored though the store refuses one of them", async () => {
    await ingest.accept(batch("xa-7", 1));
    const answers = await Promise.allSettled(
      agents.map((agent) => ingest.accept(batch(agent, 2, agent === "xa-7" ? '"a text"' : "2i"))),
    );
    const refused = agents.filter((_agent, at) => answers[at]?.status === "rejected");
    expect(refused).toEqual(["xa-7"]);
    expect(records.batches.has("xa-7", { boot, sequence: 2 })).toBe(false);
    expect(records.batches.has("xa-8", { boot, sequence: 2 })).toBe(true);
    expect(await storedOf("xa-8")).toEqual([2]);
  });

  it("are remembered though the records cannot keep one of them", async () => {
    unkept = "xa-3";
    const answers = await Promise.allSettled(agents.map((agent) => ingest.accept(batch(agent, 1))));
    const refused = agents.filter((_agent, at) => answers[at]?.status === "rejected");
    expect(refused).toEqual(["xa-3"]);
    for (const agent of agents) {
      expect(records.batches.has(agent, { boot, sequence: 1 }), agent).toBe(agent !== "xa-3");
    }
    // the agent comes again with it
    unkept = undefined;
    await ingest.accept(batch("xa-3", 1));
    expect(records.batches.has("xa-3", { boot, sequence: 1 })).toBe(true);
  });
});
