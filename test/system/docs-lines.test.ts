import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./cli.ts";
import { inlineCommands, PAGES, promptLines, readPage } from "./pages.ts";

/** Behind a prompt, and not a command of this program: what begins every check of the repository. */
const INSTALL_AND_TEST = /^npm ci && npm (start|test)$/;

describe("command lines of the pages", () => {
  const lines = PAGES.flatMap(promptLines);

  it("behind a prompt are run by the tests, or are what runs the tests", () => {
    expect(lines.length).toBeGreaterThan(30);
    const others = lines.filter((line) => !line.startsWith("./inference-sim "));
    expect(others.filter((line) => !INSTALL_AND_TEST.test(line))).toEqual([]);
  });

  it("stand behind a prompt in every console block", () => {
    const blocks = PAGES.flatMap((page) =>
      [...readPage(page).matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text]) => text!),
    );
    const inBlocks = blocks.flatMap((text) => text.trimEnd().split("\n"));
    expect(inBlocks.filter((line) => !line.startsWith("$ "))).toEqual([]);
    expect(inBlocks).toHaveLength(lines.length);
  });

  it("hold no tag that a reader of the page would not see", () => {
    const outsideOfCode = (page: string) =>
      readPage(page)
        .replaceAll(/^```[\s\S]*?^```$/gm, "")
        .replaceAll(/^ {4}.*$/gm, "")
        .replaceAll(/`[^`\n]*`/g, "");
    const tags = PAGES.flatMap((page) => outsideOfCode(page).match(/(?<!\\)<[A-Za-z/][^>\n]*>/g) ?? []);
    expect(tags).toEqual([]);
  });

  it("name scripts and entries of package.json that there are", () => {
    const { scripts } = JSON.parse(readPage("package.json"));
    const texts = PAGES.map(readPage).join("\n");
    const entries = [...texts.matchAll(/npm run (\w+)/g)].map(([, name]) => name!);
    expect(entries.length).toBeGreaterThan(2);
    for (const name of entries) expect(scripts).toHaveProperty(name);
    const files = PAGES.flatMap(inlineCommands).flatMap(
      (line) => /\bnode (\w[\w./-]+)/.exec(line)?.[1] ?? [],
    );
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
