import { defineConfig } from "vitest/config";

const timeouts = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/system/**"], ...timeouts } },
      // Runs the built CLI as a user does.
      {
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          globalSetup: ["test/system/build-once.ts"],
          ...timeouts,
        },
      },
    ],
  },
});
