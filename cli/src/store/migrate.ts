import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { errorBodySchema, errorCodes, HaidangError } from "@haidang/contract/error.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { z } from "zod";
import { say } from "../words/words.ts";

const daySchema = z.object({ measurement: z.string(), dayMs: z.number(), samples: z.number() });
const resultSchema = z.object({
  days: z.array(daySchema),
  shortfalls: z.array(daySchema.extend({ found: z.number() })),
});
const progressSchema = z.object({
  day: daySchema,
  movedSamples: z.number(),
  totalSamples: z.number(),
  samplesPerS: z.number().nullable(),
  etaS: z.number().nullable(),
});
const lineSchema = z.union([
  z.object({ progress: progressSchema }),
  z.object({ result: resultSchema }),
  errorBodySchema,
]);

export type MigrateProgress = z.infer<typeof progressSchema>;
export type MigrateResult = z.infer<typeof resultSchema>;

export interface MigrateTask {
  from: string;
  to: string;
  data: string;
  sinceMs: number;
  dryRun: boolean;
}

/** Runs the control plane's own mover beside us. Throws what it says went wrong. */
export async function runMigrate(
  task: MigrateTask,
  onProgress: (progress: MigrateProgress) => void,
  language: Language,
): Promise<MigrateResult> {
  const program = fileURLToPath(import.meta.resolve("@haidang/control-plane/store/migrate-process.ts"));
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", program, JSON.stringify(task)],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const words = text(child.stderr);
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  let result: MigrateResult | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const told = lineSchema.parse(JSON.parse(line));
    if ("progress" in told) onProgress(told.progress);
    else if ("result" in told) result = told.result;
    else throw faultOf(told.error);
  }
  await ended;
  if (result !== undefined) return result;
  throw new HaidangError("internal", say(language, "migrate.broke", { why: deviceText(await words, 500) }));
}

function faultOf({
  code,
  message,
  hint,
}: {
  code: string;
  message: string;
  hint?: string | undefined;
}): HaidangError {
  const known = Object.keys(errorCodes).find((each): each is keyof typeof errorCodes => each === code);
  return new HaidangError(known ?? "internal", message, hint === undefined ? {} : { hint });
}
