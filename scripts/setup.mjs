// Run by `prestart` and `pretest`, possibly under Node 20 and before anything is installed: plain JavaScript, no packages.
// Does only what is missing and says each thing it does; says nothing when nothing is to do.
import { fileURLToPath } from "node:url";
import { ensureFping, ensureTestTools } from "./setup/apt.mjs";
import { ensureManifest, ensurePage } from "./setup/build.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { say } from "./setup/words.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const forTests = process.argv.includes("--test");
const isCi = (process.env["CI"] ?? "") !== "" && process.env["CI"] !== "false";

/** @returns {boolean} whether the command that follows can go ahead */
function setUp() {
  if (!ensurePackages(root)) return false;
  const built = [ensurePage(root), ensureManifest(root)].every(Boolean);
  if (!forTests) {
    // neither is worth keeping the monitoring down for: what is missing has been said
    ensureFping(root);
    return true;
  }
  const missing = ensureTestTools();
  if (missing.length > 0 && isCi) {
    say("ciMissing", { names: missing.join(", ") });
    return false;
  }
  return built;
}

process.exitCode = setUp() ? 0 : 1;
