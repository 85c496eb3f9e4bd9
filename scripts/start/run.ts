import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Language } from "@haidang/contract/text.ts";
import { languageOf, say, type Values, type Word } from "../words.ts";
import { type Child, type ChildPlan, keepRunning } from "./child.ts";
import { makeFolder } from "./folder.ts";
import { openLogFile } from "./log-file.ts";
import { inviteIfNeeded, isOurs, isPortBusy, isReady, readEndpoint, sessionCode } from "./server.ts";
import { readSettings, type Settings } from "./settings.ts";

export interface RunOptions {
  /** The checkout. */
  root: string;
  env: NodeJS.ProcessEnv;
  print: (line: string) => void;
}

export interface Running {
  /** Exit code, once all has ended. */
  ended: Promise<number>;
  /** Stops the agent, then the control plane. Asked again, kills both. */
  stop(): void;
}

type ProcessName = "control-plane" | "agent";

interface Scene extends RunOptions {
  settings: Settings;
  language: Language;
  tell: (word: Word, values?: Values) => void;
}

const readyWithinMs = 20_000;
const askReadyEveryMs = 50;
const startAttempts = 3;
const stopAgentWithinMs = 5_000;
const stopControlPlaneWithinMs = 4_500;
const bothLanguages: readonly Language[] = ["vi", "en"];

/** Starts the control plane, then the agent of this machine, and keeps both running. */
export async function run(options: RunOptions): Promise<Running> {
  const language = languageOf(options.env);
  const tell = (word: Word, values?: Values) => options.print(say(language, word, values));
  const read = readSettings(options.env, options.root);
  if ("badListen" in read) return refuse(() => tell("start.listenBad", { listen: read.badListen }));
  const { settings } = read;
  try {
    makeFolder(join(settings.dataFolder, "log"));
  } catch (error) {
    return refuse(() => tell("start.dataBad", { data: settings.dataFolder, detail: String(error) }));
  }
  const hindrance = await hindranceTo(settings);
  if (hindrance !== undefined) return refuse(() => tell(hindrance.word, hindrance.values));
  return launchBoth({ ...options, settings, language, tell });
}

function refuse(tell: () => void): Running {
  tell();
  return { ended: Promise.resolve(1), stop: () => undefined };
}

/** Another Haidang on the same data folder, wherever it listens, or another program on our port. */
async function hindranceTo(settings: Settings): Promise<{ word: Word; values: Values } | undefined> {
  const { dataFolder: data, host, port, listen } = settings;
  const endpoint = readEndpoint(data);
  if (endpoint !== undefined && (await isOurs(endpoint.url, data))) {
    return { word: "start.running", values: { data, url: endpoint.url } };
  }
  if (port === 0 || !(await isPortBusy(host, port))) return undefined;
  return { word: "start.portBusy", values: { listen } };
}

function launchBoth(scene: Scene): Running {
  const ended = Promise.withResolvers<number>();
  let agent: Child | undefined;
  let url = "";
  let stopping = false;

  const controlPlane = keepRunning({
    ...planOf(scene, "control-plane"),
    flags: youngHeap,
    environment: async () => ({
      ...fewArenas,
      ...scene.env,
      HAIDANG_DATA: scene.settings.dataFolder,
      HAIDANG_LISTEN: scene.settings.listen,
    }),
    async untilReady(pid, gone) {
      const found = await readyUrl(pid, gone, scene);
      url = found ?? url;
      return found !== undefined;
    },
    giveUpAfter: startAttempts,
    onReady() {
      if (agent !== undefined || stopping) return;
      agent = keepAgentRunning(scene, () => url);
      void welcome(scene, url);
    },
    onGiveUp(lastWords, times) {
      scene.tell("start.gaveUp", { name: nameOf(scene, "control-plane"), times });
      for (const line of lastWords) scene.print(`  ${line}`);
      void stopAll(1);
    },
  });

  async function stopAll(code: number): Promise<void> {
    stopping = true;
    await agent?.stop(stopAgentWithinMs);
    await controlPlane.stop(stopControlPlaneWithinMs);
    ended.resolve(code);
  }

  return {
    ended: ended.promise,
    stop() {
      if (!stopping) {
        scene.tell("start.stopping");
        void stopAll(0);
        return;
      }
      scene.tell("start.killing");
      agent?.kill();
      controlPlane.kill();
      ended.resolve(130);
    },
  };
}

/**
 * What the control plane takes in lives for one request or for ever: large nurseries only hold more of what is gone. With
 * less than 2 GiB for the rest V8 collects before that has doubled, not quadrupled; a million series take 0.9 GiB.
 */
export const youngHeap = ["--max-semi-space-size=4", "--max-old-space-size=1536"];

/** glibc keeps what each of Node's threads has freed for that thread alone: two places instead of one for each. */
export const fewArenas = { MALLOC_ARENA_MAX: "2" };

/** An agent runs for years beside other things: its heap is kept small, its garbage collected early. */
const smallHeap = ["--max-semi-space-size=1", "--max-old-space-size=192"];

function keepAgentRunning(scene: Scene, url: () => string): Child {
  const { dataFolder } = scene.settings;
  return keepRunning({
    ...planOf(scene, "agent"),
    flags: smallHeap,
    async environment() {
      const code = await inviteIfNeeded(url(), dataFolder).catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        throw new Error(say(scene.language, "start.noInvite", { detail }), { cause: error });
      });
      return {
        ...scene.env,
        HAIDANG_URL: url(),
        HAIDANG_AGENT_DATA: join(dataFolder, "agent"),
        ...(code === undefined ? {} : { HAIDANG_ENROL_CODE: code }),
      };
    },
    // measures as soon as it runs; whether it delivers is the control plane's to see
    untilReady: async () => true,
    onReady: () => undefined,
    onGiveUp: () => undefined,
  });
}

function nameOf(scene: Scene, name: ProcessName): string {
  return say(scene.language, `name.${name}`);
}

function planOf(
  scene: Scene,
  name: ProcessName,
): Pick<ChildPlan, "entry" | "cwd" | "log" | "shownAs" | "show" | "onDeath"> {
  const path = join(scene.settings.dataFolder, "log", `${name}.log`);
  const shownAs = nameOf(scene, name);
  return {
    entry: join(scene.root, name, "src", "main.ts"),
    cwd: scene.root,
    log: openLogFile(path, (detail) => scene.print(`${path}: ${detail}`)),
    shownAs,
    show: scene.print,
    onDeath(how, delayMs) {
      scene.tell("start.died", { name: shownAs, how, seconds: Math.round(delayMs / 1000), log: path });
    },
  };
}

/** Address of the control plane with this process id once it is ready, or nothing when it has ended. */
async function readyUrl(pid: number, gone: AbortSignal, scene: Scene): Promise<string | undefined> {
  const deadlineMs = Date.now() + readyWithinMs;
  while (Date.now() < deadlineMs) {
    const endpoint = readEndpoint(scene.settings.dataFolder);
    if (endpoint?.pid === pid && (await isReady(endpoint.url))) return endpoint.url;
    if (gone.aborted) return undefined;
    await pause(askReadyEveryMs);
  }
  throw new Error(say(scene.language, "start.notReady", { seconds: readyWithinMs / 1000 }));
}

/** Six lines that say where the page is, in both languages. */
async function welcome(scene: Scene, url: string): Promise<void> {
  const { dataFolder, isUsualFolder } = scene.settings;
  const shown = readEndpoint(dataFolder)?.publicUrl ?? url;
  const code = await sessionCode(url, dataFolder).catch((error: unknown) => {
    scene.print(String(error));
    return undefined;
  });
  const values = {
    url: code === undefined ? shown : `${shown}/#code=${code}`,
    keyFile: join(dataFolder, "admin.key"),
    option: isUsualFolder ? "" : ` --data ${dataFolder}`,
  };
  for (const language of bothLanguages) {
    scene.print(say(language, "start.page", values));
    scene.print(`  ${say(language, code === undefined ? "start.pageKey" : "start.pageOnce", values)}`);
    scene.print(`  ${say(language, "start.try", values)}`);
  }
}
