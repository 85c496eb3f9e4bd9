import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Below this a file is as quickly sent as it is, bytes. */
const leastBytes = 1000;

/** Puts what is text beside itself compressed, once for all who will ask. */
function compressed(): Plugin {
  const folder = fileURLToPath(new URL("./dist/", import.meta.url));
  return {
    name: "haidang-compressed",
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!/\.(?:js|css|html|svg|json)$/.test(name)) continue;
        const bytes = readFileSync(join(folder, name));
        if (bytes.length < leastBytes) continue;
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** Built once at setup; the control plane serves `dist` under a policy of `default-src 'self'`. */
export default defineConfig({
  base: "/",
  plugins: [compressed()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    // A font small enough to become a data: address would be refused by that policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
