import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/config/package-root.ts";

test("finds the folder that holds configs/ and the sources", () => {
  expect(existsSync(join(packageRoot(), "configs"))).toBe(true);
  expect(existsSync(join(packageRoot(), "src", "config", "package-root.ts"))).toBe(true);
});
