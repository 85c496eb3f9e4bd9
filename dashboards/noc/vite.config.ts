import { defineConfig } from "vite";

/** Built once at setup; the control plane serves `dist` under a policy of `default-src 'self'`. */
export default defineConfig({
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    // A font small enough to become a data: address would be refused by that policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
