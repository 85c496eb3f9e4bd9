import { z } from "zod";

export const heartbeatRecordSchema = z.object({
  id: z.string(),
  /** Its last report that was ok or a failure; null before the first. */
  reportMs: z.number().nullable(),
  status: z.enum(["ok", "fail"]).nullable(),
  message: z.string(),
  durationMs: z.number().nullable(),
  /** It said that it begins, and nothing since. */
  startedMs: z.number().nullable(),
  /** From when on its next report is counted: the last one, or when the control plane was there again; null while none is awaited. */
  fromMs: z.number().nullable(),
  /** What was said of its silence: nothing, that it is late, or that the report is missing. */
  phase: z.enum(["fine", "late", "missing"]),
  /** When a missing report was last said to be so. */
  saidMs: z.number().nullable(),
  /** How often it was to come by the inventory when this was written; another rhythm is counted anew. */
  rhythm: z.string(),
});

/** What is known of one heartbeat, and what was said of it last. */
export type HeartbeatRecord = z.output<typeof heartbeatRecordSchema>;

export interface HeartbeatRecords {
  list(): HeartbeatRecord[];
  put(record: HeartbeatRecord): void;
  /** When the control plane last watched; null before it ever did. */
  aliveMs(): number | null;
  setAlive(nowMs: number): void;
}
