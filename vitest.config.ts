import { defineConfig } from "vitest/config";

const timeouts = { testTimeout: 60_000, hookTimeout: 120_000 };
/** Tests of real processes: on a machine that is shared they get a second try, which the list of tests shows. */
const REAL = ["test/real/**/*.test.ts", "test/jobs/**/*.test.ts"];
const retry = process.env.CI ? 1 : 0;

/** Projects run one after another, in this order, each with so many files at once. */
const side = (groupOrder: number, maxWorkers: number) => ({ sequence: { groupOrder }, maxWorkers });

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/system/**", ...REAL],
          ...timeouts,
          ...side(0, 2),
        },
      },
      // Schedulers, a Kubernetes API, browsers.
      { test: { name: "real", include: REAL, retry, ...timeouts, ...side(1, 1) } },
      // Runs the built CLI as a user does.
      {
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          globalSetup: ["test/system/build-once.ts"],
          retry,
          ...timeouts,
          ...side(2, 2),
        },
      },
    ],
  },
});
