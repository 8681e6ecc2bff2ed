import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shellWords } from "../../src/config/vllm/shell-words.ts";
import { cli, ROOT, scratchFolder } from "./cli.ts";

const PAGES = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);

/** Command lines that a page shows: `$ ./inference-sim ...` within a fence. */
function examplesOf(page: string): string[] {
  return [...readFileSync(join(ROOT, page), "utf8").matchAll(/^\$ \.\/inference-sim (.*)$/gm)].map(
    ([, line]) => line!,
  );
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
