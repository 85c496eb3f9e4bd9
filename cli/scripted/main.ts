import { key, startScriptedServer } from "./server.ts";

/** Runs the scripted server by itself, to look at the CLI by hand. */
const server = await startScriptedServer();
process.stdout.write(`HAIDANG_URL=${server.url} HAIDANG_TOKEN=${key}\n`);
