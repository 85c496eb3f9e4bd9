import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Envelope } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import {
  maxReleaseBytes,
  type ReleaseOffered,
  type ReleaseOfferRequest,
  type ReleaseRow,
  releaseOfferedSchema,
  releaseRowSchema,
} from "@haidang/contract/release.ts";
import { z } from "zod";
import { say } from "../words/words.ts";
import { ask, type Server } from "./http.ts";

const versionMs = 20_000;

export function listReleases(server: Server): Promise<Envelope<ReleaseRow[]>> {
  return ask(server, "releases", z.array(releaseRowSchema));
}

/** Sends a bundle, under the version it says to be. Throws a HaidangError `usage` for a file that is no agent. */
export async function addRelease(server: Server, path: string): Promise<Envelope<ReleaseRow>> {
  const bundle = readBundle(path, server);
  const version = await versionOf(path, server);
  return ask(server, `releases?version=${encodeURIComponent(version)}`, releaseRowSchema, {
    method: "POST",
    text: bundle,
  });
}

export function offerRelease(
  server: Server,
  request: ReleaseOfferRequest,
): Promise<Envelope<ReleaseOffered>> {
  return ask(server, "releases/offer", releaseOfferedSchema, { method: "POST", body: request });
}

function readBundle(path: string, { language }: Server): string {
  try {
    const bundle = readFileSync(path);
    if (bundle.length <= maxReleaseBytes) return bundle.toString("utf8");
  } catch (cause) {
    throw new HaidangError("usage", say(language, "release.unreadable", { path }), {
      hint: say(language, "release.hint"),
      cause,
    });
  }
  throw new HaidangError("usage", say(language, "release.none", { path }), {
    hint: say(language, "release.hint"),
  });
}

/** What the bundle answers when it is asked, by the Node this runs on. */
async function versionOf(path: string, { language }: Server): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [path, "--version"], {
      timeout: versionMs,
    });
    return stdout.trim().slice(0, 80);
  } catch (cause) {
    throw new HaidangError("usage", say(language, "release.none", { path }), {
      hint: say(language, "release.hint"),
      cause,
    });
  }
}
