import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { limited, shellCommand } from "../../src/jobs/shell.ts";

test("a POSIX shell reads back the words that were quoted", () => {
  const word = fc.string().filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${shellCommand(words)}`]).toString();
      expect(printed).toBe(words.map((text) => `${text}\0`).join(""));
    }),
    { numRuns: 50 },
  );
});

test("plain words stay readable", () => {
  expect(shellCommand(["python3", "/k/gemm.py", "--m=1,2", "it's"])).toBe(
    "python3 /k/gemm.py --m=1,2 'it'\\''s'",
  );
});

test("a command is limited by coreutils' timeout", () => {
  expect(limited(["sleep", "9"], 3)).toEqual(["timeout", "--kill-after=10", "3", "sleep", "9"]);
});
