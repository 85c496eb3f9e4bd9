import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from "node:fs";

/**
 * Room kept on the disk for the moment it is full: SQLite needs space even to delete, so without it a full disk
 * could not be mended by dropping what is oldest. Random bytes, since zeros may take no room at all.
 */
export interface Reserve {
  /** Gives the room back to the disk. */
  release(): void;
  /** Takes it again where the disk allows; false when it does not. */
  take(): boolean;
}

const reserveBytes = 1024 * 1024;

export function openReserve(path: string): Reserve {
  const held = (): boolean => statSync(path, { throwIfNoEntry: false })?.size === reserveBytes;
  const release = (): void => rmSync(path, { force: true });
  const take = (): boolean => {
    if (held()) return true;
    try {
      const file = openSync(path, "w", 0o600);
      try {
        writeSync(file, randomBytes(reserveBytes));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // a disk this full has no room to reserve: half a file would only make it worse
      release();
    }
    return held();
  };
  return { release, take };
}
