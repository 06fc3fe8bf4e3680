import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The files of a worker share its modules: loading the emulator anew for each took as long as all the tests. What a test changes
    // in the process, such as the connect of node:http2, it puts back.
    isolate: false,
    // Ample for a busy machine: nothing waits, so a test that needs this long hangs.
    testTimeout: 60_000,
    exclude: ["test/clients/**", "test/container/**", "test/bench/**", "node_modules/**"],
  },
});
