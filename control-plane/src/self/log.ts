import { deviceText } from "@haidang/contract/text.ts";

export type LogLevel = "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

/** One JSON object a line, whatever a device put into the text. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (level, message, fields = {}) => {
    const safe = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? deviceText(value, 2000) : value,
    ]);
    write(
      `${JSON.stringify({
        time: new Date(now()).toISOString(),
        level,
        message: deviceText(message, 2000),
        ...Object.fromEntries(safe),
      })}\n`,
    );
  };
}
