/**
 * From so many checks on code compiled for speed is worth its memory: below it saves less than 1 % of a core and takes
 * 5 MB of 75.
 */
const quickFromChecks = 200;

export interface Pace {
  /** How many checks there are now. */
  watch(checks: number): void;
  /** The start is over. */
  begin(): void;
}

/**
 * Whether V8 compiles what is run often for speed. The packaged agent starts without (`--no-opt --no-maglev`), and turns
 * Maglev on for good once it watches many checks; Turbofan after it would take 5 MB more and save next to nothing.
 * Never during the start: code is kept on disk for the next start together with the flags of that moment, and read only
 * under the same.
 */
export function createPace(setFlags: (flags: string) => void): Pace {
  let begun = false;
  let quick = false;
  let most = 0;
  const decide = (): void => {
    if (!begun || quick || most < quickFromChecks) return;
    quick = true;
    setFlags("--maglev");
  };
  return {
    watch(checks) {
      most = checks;
      decide();
    },
    begin() {
      begun = true;
      decide();
    },
  };
}
