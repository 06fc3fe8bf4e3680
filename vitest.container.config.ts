import { defineConfig } from "vitest/config";
import clients from "./vitest.clients.config.ts";

/** The tests of the image and of what starts it: with the Python and the environment that the clients' tests have. */
export default defineConfig({
  test: {
    ...clients.test,
    include: ["test/container/**/*.test.ts"],
    globalSetup: "test/container/build-image.ts",
    // Testcontainers would pull an image that cleans up after tests; these clean up themselves.
    env: { ...clients.test?.env, TESTCONTAINERS_RYUK_DISABLED: "true" },
  },
});
