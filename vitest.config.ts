import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Ample for a busy machine: nothing waits, so a test that needs this long hangs.
    testTimeout: 60_000,
    exclude: ["test/clients/**", "test/bench/**", "node_modules/**"],
  },
});
