import { z } from "zod";

/** What a video point said of itself last; rates, loss and jitter while it is in a call. */
export const videoApiRowSchema = z.object({
  model: z.string().optional(),
  software: z.string().optional(),
  faults: z.string().optional(),
  uptimeS: z.number().optional(),
  temperatureC: z.number().optional(),
  sipRegistered: z.boolean().optional(),
  h323Registered: z.boolean().optional(),
  inCall: z.boolean().optional(),
  inCallBps: z.number().optional(),
  outCallBps: z.number().optional(),
  inLossPct: z.number().optional(),
  outLossPct: z.number().optional(),
  inJitterMs: z.number().optional(),
  outJitterMs: z.number().optional(),
  atMs: z.number(),
});
export type VideoApiRow = z.infer<typeof videoApiRowSchema>;
