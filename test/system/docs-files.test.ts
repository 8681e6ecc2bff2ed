import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cli, ROOT, scratchFolder } from "./cli.ts";

const PAGE = readFileSync(join(ROOT, "docs", "files.md"), "utf8");
const HEADERS = [...PAGE.matchAll(/^```csv (\S+)\n(.*)\n```$/gm)].map(
  ([, file, header]) => [file!, header!] as const,
);

describe("what docs/files.md says a run writes", () => {
  const scratch = scratchFolder();
  beforeAll(async () => {
    const { code } = await cli([
      "--num-prompts",
      "5",
      "--output",
      scratch.path("run"),
      "--steps",
      "--perfetto",
      "--report",
      "--quiet",
    ]);
    expect(code).toBe(0);
  });

  it.each(HEADERS)("%s has these columns", (file, header) => {
    expect(readFileSync(join(scratch.path("run"), file), "utf8").split("\n")[0]).toBe(header);
  });

  it("names every file, and shows the columns of every CSV", () => {
    const files = readdirSync(scratch.path("run"));
    for (const file of files) expect(PAGE).toContain(`\`${file}\``);
    expect(HEADERS.map(([file]) => file).sort()).toEqual(
      files.filter((file) => file.endsWith(".csv")).sort(),
    );
  });
});
