/** A terminal that is drawn over and over, given back as it was however the process ends. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Lines from the top; those that do not fit are left out. */
  draw(lines: readonly string[]): void;
  close(): void;
}

/** Another screen, no cursor, no wrapping of long lines. */
const enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
const leave = "\u001b[?7h\u001b[?25h\u001b[?1049l";

type Out = Pick<NodeJS.WriteStream, "write" | "columns" | "rows">;

/** Takes the terminal over; SIGTERM and SIGHUP end the process with the terminal given back. */
export function openScreen(out: Out): Screen {
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off("exit", close);
    process.off("SIGTERM", onTerm);
    process.off("SIGHUP", onHangUp);
    out.write(leave);
  };
  const onTerm = (): void => process.exit(143);
  const onHangUp = (): void => process.exit(129);
  process.on("exit", close);
  process.on("SIGTERM", onTerm);
  process.on("SIGHUP", onHangUp);
  out.write(enter);
  return {
    get columns() {
      return out.columns || 80;
    },
    get rows() {
      return out.rows || 24;
    },
    draw(lines) {
      if (!isOpen) return;
      const shown = lines.slice(0, out.rows || 24).map((line) => `${line}\u001b[0m\u001b[K`);
      out.write(`\u001b[H${shown.join("\r\n")}\u001b[J`);
    },
    close,
  };
}
