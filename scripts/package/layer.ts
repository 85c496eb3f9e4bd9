import {
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Files laid out as they will lie below `/`, with modes that depend on nobody's umask. */
export interface Layer {
  folder: string;
  /** Writes a file. */
  put(path: string, content: string | Uint8Array, mode?: number): void;
  /** Takes a file of the checkout over. */
  copy(from: string, path: string, mode?: number): void;
  /** Takes a folder of the checkout over, without what `keep` says no to (path below that folder). */
  copyFolder(from: string, path: string, keep: (path: string) => boolean): void;
  link(path: string, target: string): void;
  /** Makes a folder, and those of a file that something else is going to write. */
  makeFolder(path: string): void;
}

/** Begins anew in `folder`; sources are paths below `root`. */
export function openLayer(root: string, folder: string): Layer {
  rmSync(folder, { recursive: true, force: true });
  const makeFolder = (path: string): void => {
    if (path !== ".") makeFolder(dirname(path));
    mkdirSync(join(folder, path), { recursive: true });
    chmodSync(join(folder, path), 0o755);
  };
  const take = (from: string, path: string, mode = 0o644): void => {
    copyFileSync(from, join(folder, path), constants.COPYFILE_FICLONE);
    chmodSync(join(folder, path), mode);
  };
  return {
    folder,
    makeFolder,
    put(path, content, mode = 0o644) {
      makeFolder(dirname(path));
      writeFileSync(join(folder, path), content);
      chmodSync(join(folder, path), mode);
    },
    copy(from, path, mode) {
      makeFolder(dirname(path));
      take(join(root, from), path, mode);
    },
    copyFolder(from, path, keep) {
      for (const file of filesIn(join(root, from)).filter(keep)) {
        makeFolder(dirname(join(path, file)));
        take(join(root, from, file), join(path, file));
      }
    },
    link(path, target) {
      makeFolder(dirname(path));
      symlinkSync(target, join(folder, path));
    },
  };
}

/** Paths of the files below a folder; packages that lie in one another are packages of their own. */
function filesIn(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(folder, path);
      return entry.isFile() ? [path] : [];
    });
}

/** Reads a file of the checkout as text. */
export function textOf(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8");
}
