import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readText } from "../../src/config/read-text.ts";

it("says what is wrong with a file, by the name the user gave it", () => {
  expect(() => readText(join(tmpdir(), "no-such-file"), "a sweep file")).toThrow(
    /no-such-file does not exist/,
  );
  expect(() => readText(tmpdir(), "a sweep file", "--config x")).toThrow(
    "--config x is a folder, not a sweep file",
  );
  expect(readText(import.meta.filename, "a test")).toContain("says what is wrong");
});
