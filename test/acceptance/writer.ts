import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectCentre, type Centre as Wire } from "@haidang/agent/ship/centre.ts";
import { type Shipper, startShipper } from "@haidang/agent/ship/shipper.ts";
import { openDiskSpool } from "@haidang/agent/spool/disk.ts";
import type { Lane, Spool } from "@haidang/agent/spool/spool.ts";
import type { Point } from "@haidang/contract/point.ts";
import { until } from "./haidang.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An agent's own spool and delivery, fed with numbers instead of measurements. */
export interface Writer {
  agent: string;
  spool: Spool;
  /** What was put into the spool so far, by its number. */
  written: number;
  /** One batch of so many points, a millisecond of `timeMs` each. */
  write(points: number, lane: Lane, timeMs: number): void;
  /** Closes spool and delivery and opens them again, as a restart does. */
  restart(nowMs: number): Promise<void>;
  ship(through?: (wire: Wire) => Wire): void;
  /** Resolves once all is delivered. */
  drained(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export function openWriter(options: { url: string; agent: string; token: string; nowMs: number }): Writer {
  const { url, agent, token } = options;
  const folder = mkdtempSync(join(tmpdir(), "haidang-writer-"));
  let shipper: Shipper | undefined;
  let wire: Wire | undefined;
  const stopShipping = async (): Promise<void> => {
    await shipper?.stop(0);
    shipper = undefined;
    wire?.close();
  };
  const writer: Writer = {
    agent,
    spool: openDiskSpool({ folder, nowMs: options.nowMs, log }),
    written: 0,
    write(points, lane, timeMs) {
      const made = Array.from({ length: points }, (_, n): Point => {
        writer.written += 1;
        return {
          measurement: "numbered",
          tags: { agent, lane },
          fields: { number: writer.written },
          timeMs: timeMs + n,
        };
      });
      writer.spool.append(made, lane, timeMs);
      shipper?.wake(lane === "state");
    },
    async restart(nowMs) {
      await stopShipping();
      writer.spool.close();
      writer.spool = openDiskSpool({ folder, nowMs, log });
    },
    ship(through = (plain) => plain) {
      wire = connectCentre(url);
      wire.useToken(token);
      shipper = startShipper({
        spool: writer.spool,
        centre: through(wire),
        log,
        now: Date.now,
        elapsedMs: () => performance.now(),
        random: Math.random,
      });
      shipper.start();
    },
    async drained(withinMs) {
      const left = () => {
        // stands for the next change of a state, which is what knocks on a door that was closed
        shipper?.wake(true);
        return writer.spool.stats().batches;
      };
      await until(
        `${agent} has delivered all`,
        () => left() === 0,
        withinMs,
        () => `${left()} batches wait`,
      );
    },
    async close() {
      await stopShipping();
      writer.spool.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return writer;
}
