import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Room kept on the disk for the moment it is full: SQLite needs space even to delete, so without it a full disk
 * could not be mended by dropping what is oldest. Random bytes, since zeros may take no room at all.
 */
export interface Reserve {
  /** Gives the room back to the disk. */
  release(): void;
  /** Takes it again, as much as the disk has to give. */
  take(): void;
  /** Whether the disk has room again, for the reserve and well beyond. */
  plenty(): boolean;
}

/** The log at its longest (512 KiB, grown by what little the disk still had) and the largest batch, twice over. */
const reserveBytes = 3 * 1024 * 1024;
const blockBytes = 256 * 1024;

export function openReserve(path: string): Reserve {
  const held = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    release: () => rmSync(path, { force: true }),
    take(): void {
      if (held() >= reserveBytes) return;
      try {
        const file = openSync(path, "a", 0o600);
        try {
          for (let size = held(); size < reserveBytes; size += blockBytes)
            writeSync(file, randomBytes(blockBytes));
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
      } catch (error) {
        // a part of the reserve is better than none, and more is tried for after the next trouble
        if (!(error instanceof Error)) throw error;
      }
    },
    plenty(): boolean {
      try {
        const { bavail, bsize } = statfsSync(dirname(path));
        return bavail * bsize >= 2 * reserveBytes;
      } catch (error) {
        // a disk that cannot even be asked is not mended
        if (!(error instanceof Error)) throw error;
        return false;
      }
    },
  };
}
