import { describe, expect, it } from "vitest";
import { shellWords } from "../../src/config/vllm/shell-words.ts";
import { cli, scratchFolder } from "./cli.ts";
import { PAGES, promptLines } from "./pages.ts";

const PROGRAM = "./inference-sim ";

/** Commands of this program that a page shows behind a prompt. */
function examplesOf(page: string): string[] {
  return promptLines(page).flatMap((line) => (line.startsWith(PROGRAM) ? line.slice(PROGRAM.length) : []));
}

describe.each(PAGES.filter((page) => examplesOf(page).length > 0))("the examples of %s", (page) => {
  const scratch = scratchFolder();

  it.each(examplesOf(page))("%s", async (line) => {
    const args = shellWords(line, page).map((word) => word.replace(/^out\//, `${scratch.path("out")}/`));
    const { code, stderr, stdout } = await cli(args);
    expect(stderr).not.toContain("internal error");
    expect(code, stderr).toBe(0);
    // Commands that write files say so on stderr.
    expect(stdout + stderr).not.toBe("");
  });
});

it("documents the commands", () => {
  expect(examplesOf("docs/commands.md").length).toBeGreaterThan(10);
});
