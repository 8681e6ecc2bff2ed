import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT, type UserError } from "../../src/errors.ts";
import { checkOutputFolder } from "../../src/sweep/check-output.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inference-sim-output-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("checkOutputFolder", () => {
  it("accepts folders that are there or can be made, and makes none", () => {
    checkOutputFolder(folder);
    checkOutputFolder(join(folder, "a/b"));
    expect(existsSync(join(folder, "a"))).toBe(false);
  });

  it("refuses a path through a file, with exit code 1", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    try {
      checkOutputFolder(join(file, "sub"));
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).exitCode).toBe(EXIT.failed);
      expect((error as UserError).message).toContain(`${file} is a file, not a folder`);
    }
  });
});
