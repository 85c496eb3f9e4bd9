import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../../scripts/reference.ts", import.meta.url));

test.concurrent.each(["en", "vi"])("docs/cli is as the commands are (%s)", async (language) => {
  const done = await promisify(execFile)(process.execPath, [script, "--check", "--lang", language]).catch(
    (error: unknown) => error,
  );
  expect(done).toMatchObject({ stderr: "" });
  expect(done).not.toBeInstanceOf(Error);
});
