import { duration } from "./format/figure.ts";
import { language } from "./language.ts";

const patientMs = 1000;

/** Says on stderr, where somebody watches it, that an answer takes longer than a second, and for how long. */
export async function withProgress<T>(
  work: Promise<T>,
  text: string,
  out: Pick<NodeJS.WriteStream, "isTTY" | "write"> = process.stderr,
): Promise<T> {
  if (!out.isTTY) return work;
  const startMs = performance.now();
  let shown = false;
  const timer = setInterval(() => {
    shown = true;
    out.write(`\r\u001b[K${text} ${duration((performance.now() - startMs) / 1000, language)}`);
  }, patientMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (shown) out.write("\r\u001b[K");
  }
}
